#!/usr/bin/env python3
"""Makes orders.json.gz: 200,000 orders of one day, the same bytes each time. Run it in its folder."""
import gzip

ROWS = 200_000
DAY = "2026-03-02"
PRODUCTS = [("Espresso", 220, 26), ("Cortado", 290, 14), ("Flat white", 360, 18), ("Filter coffee", 310, 9), ("Tea", 280, 8),
            ("Croissant", 240, 13), ("Cheesecake", 450, 5), ("Sandwich", 620, 7)]
# How busy each hour of the day is, in parts.
HOURS = [2, 1, 1, 1, 2, 6, 22, 60, 90, 70, 52, 55, 80, 72, 50, 46, 48, 52, 44, 30, 20, 14, 8, 4]


class Random:
    """SplitMix64, so that the data does not depend on a version of Python."""

    def __init__(self, seed):
        self.state = seed

    def below(self, bound):
        self.state = (self.state + 0x9E3779B97F4A7C15) % 2**64
        z = self.state
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9 % 2**64
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB % 2**64
        return ((z ^ (z >> 31)) * bound) >> 64


def clock(ms):
    return f"{DAY} {ms // 3_600_000:02}:{ms // 60_000 % 60:02}:{ms // 1000 % 60:02}.{ms % 1000:03}"


def main():
    random = Random(2026)
    hour_of = [hour for hour, parts in enumerate(HOURS) for _ in range(parts)]
    product_of = [product for product in PRODUCTS for _ in range(product[2])]
    times = sorted(hour_of[random.below(len(hour_of))] * 3_600_000 + random.below(3_600_000) for _ in range(ROWS))
    # An order reaches the file up to four seconds after it was made.
    arrivals = sorted((ms + random.below(4000), number, ms) for number, ms in enumerate(times, 1))
    with open("orders.json.gz", "wb") as file, gzip.GzipFile(fileobj=file, mode="wb", filename="", mtime=0) as out:
        for _, number, ms in arrivals:
            name, cents, _ = product_of[random.below(len(product_of))]
            cents *= 1 + (random.below(5) == 0)
            out.write(f'{{"order_id":{number},"name":"{name}","amount":{cents // 100}.{cents % 100:02},"order_time":"{clock(ms)}"}}\n'.encode())


if __name__ == "__main__":
    main()
