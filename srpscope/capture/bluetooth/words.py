"""What the numbers of a Bluetooth link mean, in words: the same for a recording, for a central and for a device."""


def mtu_words(mtu: int) -> str:
    """How much goes at once. mtu: of ATT, in bytes."""
    return f"MTU {mtu}: up to {mtu - 3} bytes go in one write; more is a long write (Prepare, Execute)."


def timing_words(interval: float, latency: int, timeout: float) -> str:
    """How often the link is awake. interval: between two events, in ms. latency: events that the device may sleep
    through. timeout: silence after which the link counts as lost, in ms."""
    sleeps = f", of which the device may miss {latency}" if latency else ""
    return f"Awake every {interval:g} ms{sleeps}; lost after {timeout:g} ms of silence."


def write_words(size: int, endpoint: str, mtu: int) -> str:
    """How a message of so many bytes is written."""
    kind = f"a long write, since {mtu - 3} go at once" if size > mtu - 3 else "one write"
    return f"{size} bytes to {endpoint} at MTU {mtu}: {kind}."
