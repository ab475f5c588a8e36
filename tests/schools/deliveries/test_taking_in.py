"""Sheets of many boards are taken in by parts of about one size, none of them twice."""

from uuid import uuid4

from schools.deliveries.taking_in import BYTES_OF_A_PART, parts


def test_every_sheet_is_in_one_part_and_the_largest_come_first(tmp_path):
    sizes = [10, BYTES_OF_A_PART * 2, BYTES_OF_A_PART // 2, 20, BYTES_OF_A_PART // 2]
    sheets = []
    for number, size in enumerate(sizes):
        path = tmp_path / f"{number}.csv"
        path.write_bytes(b" " * size)
        sheets.append((uuid4(), path))

    divided = list(parts(sheets))

    assert sorted(each for part in divided for each in part) == sorted(sheets)
    assert [[path.stem for _, path in part] for part in divided] == [
        ["1"],
        ["4", "2"],
        ["3", "0"],
    ]
