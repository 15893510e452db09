import io
import xml.etree.ElementTree as ET

from measures import Claim, peak

DOCUMENT = b"<rows>" + b"".join(b"<row><title>%d</title><text>something</text></row>" % i for i in range(5000)) + b"</rows>"


def uncleared():
    for _event, _element in ET.iterparse(io.BytesIO(DOCUMENT)):
        pass


def cleared():
    root = None
    for event, element in ET.iterparse(io.BytesIO(DOCUMENT), ("start", "end")):
        if root is None:
            root = element
        if event == "end" and element.tag == "row":
            root.clear()


def parsed():
    ET.parse(io.BytesIO(DOCUMENT))


CLAIMS = [
    Claim(f"Peak for {len(DOCUMENT) // 1000} kB of XML: `iterparse`, with `root.clear()`", peak, uncleared, cleared, times=3),
    Claim("Peak for the same: `iterparse` without clearing, `parse`", peak, uncleared, parsed, times=1),
]
