"""What a packet tells before it is decoded, so that whole stretches of a film need no decoding.

Read from the stream's own bits: the key-frame marks of containers are wrong too often (and mean less than
a fresh start in streams with open groups or gradual refresh).
"""

from typing import Any

# Decoders that can leave out frames which no other frame needs, and whose standard says which those are.
LEAVES_OUT_UNUSED = frozenset({"h264", "hevc", "mpeg2video", "mpeg1video", "mpeg4"})
H264_SLICES, H264_FRESH = range(1, 6), 5  # types of network units; 5: instantaneous refresh
HEVC_SLICES, HEVC_FRESH = range(0, 32), range(16, 22)  # 16-21: random access pictures
FIRST_BYTES = 65_536  # a slice begins within them, also behind long side information
AV1_SEQUENCE_HEADER = 1


def starts_afresh(codec: str, packet: Any, length_size: int) -> bool:
    """Whether nothing from this packet on needs what came before, leading pictures aside; False if in doubt.

    Leading pictures come after the packet but are shown before it. length_size: see `unit_length_size`.
    """
    if not packet.is_keyframe:
        return False
    data = bytes(memoryview(packet)[:FIRST_BYTES])
    if codec == "h264":
        unit = first_slice(data, length_size, codec)
        return unit is not None and unit[0] & 31 == H264_FRESH
    if codec == "hevc":
        unit = first_slice(data, length_size, codec)
        return unit is not None and (unit[0] >> 1) & 63 in HEVC_FRESH
    if codec in ("mpeg2video", "mpeg1video"):
        return _coding_type(data, b"\x00\x00\x01\x00", 1, 3, 7) == 1  # intra picture
    if codec == "mpeg4":
        return _coding_type(data, b"\x00\x00\x01\xb6", 0, 6, 3) == 0  # intra plane
    return _web_codec_starts(codec, data)


def has_layers(codec: str, packet: Any, length_size: int) -> bool:
    """Whether an H.265 picture lies above the lowest layer in time: frames below may then be needed unmarked."""
    if codec != "hevc":
        return False
    unit = first_slice(bytes(memoryview(packet)[:FIRST_BYTES]), length_size, codec)
    return unit is None or unit[1] & 7 > 1


def unit_length_size(codec: str, header: bytes | None) -> int:
    """How many bytes hold the length of a network unit; 0 where start codes part them.

    header: the stream's own configuration record (avcC, hvcC), or nothing.
    """
    place = {"h264": 4, "hevc": 21}.get(codec)
    if place is None or header is None or len(header) <= place or header[0] != 1:
        return 0
    return (header[place] & 3) + 1


def first_slice(data: bytes, length_size: int, codec: str) -> bytes | None:
    """The two bytes that open the first unit with picture data, None if there is none."""
    place = 0
    while True:
        if length_size:
            start = place + length_size
            place = start + int.from_bytes(data[place:start], "big")
        else:
            start = data.find(b"\x00\x00\x01", place) + 3
            if start < 3:
                return None
            place = start
        unit = data[start : start + 2]
        if len(unit) < 2:
            return None
        if codec == "h264" and unit[0] & 31 in H264_SLICES:
            return unit
        if codec == "hevc" and (unit[0] >> 1) & 63 in HEVC_SLICES:
            return unit


def _coding_type(data: bytes, start_code: bytes, offset: int, shift: int, mask: int) -> int:
    """The type of a picture as it stands behind its start code, -1 if there is none."""
    place = data.find(start_code)
    if place < 0 or place + 4 + offset >= len(data):
        return -1
    return (data[place + 4 + offset] >> shift) & mask


def _web_codec_starts(codec: str, data: bytes) -> bool:
    if not data:
        return False
    if codec == "vp8":
        return data[0] & 1 == 0
    if codec == "vp9":
        shift = 1 if data[0] & 0x30 == 0x30 else 2  # the highest profile has one bit more
        return (data[0] >> shift) & 3 == 0  # a new frame, and a key frame
    if codec == "av1":
        return _av1_first_unit(data) == AV1_SEQUENCE_HEADER
    return False


def _av1_first_unit(data: bytes) -> int:
    """The type of the first unit behind an optional temporal delimiter (type 2, always two bytes)."""
    if (data[0] >> 3) & 15 == 2:
        data = data[2:]
    return (data[0] >> 3) & 15 if data else -1
