from collections import defaultdict

from measures import Claim, number


def asked():
    cookies = defaultdict(dict)
    for host in range(1000):
        list(cookies[host].keys())
    return len(cookies)


def looked_up():
    cookies = defaultdict(dict)
    for host in range(1000):
        list(cookies.get(host, {}).keys())
    return len(cookies)


CLAIMS = [Claim("Entries after 1,000 questions for unknown keys: `table[key]`, `table.get(key, {})`", number, asked, looked_up)]
