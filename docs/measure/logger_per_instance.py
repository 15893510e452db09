import logging

from measures import Claim, kept


def per_instance():
    for i in range(500):
        logging.getLogger(f"server.connection.{i}")


def one():
    for _ in range(500):
        logging.getLogger("server.connection")


CLAIMS = [Claim("Kept when 500 connections are gone: a logger each, one for all", kept, per_instance, one, times=10)]
