"""Numbers as a spreadsheet shows them, by their formats."""

import pytest

from index.files.sheets.shown import shown

ACCOUNTS = '_ * #,##0.00_ ;_ * \\-#,##0.00_ ;_ * "-"??_ ;_ @_ '


@pytest.mark.parametrize(
    ("value", "code", "words"),
    [
        (1764.0, "General", "1764"),
        (2023, "@", "2023"),
        (0.1 + 0.2, "General", "0.3"),
        (100 / 3, "General", "33.333333333"),
        (1234567890.25, "General", "1234567890.25"),
        (0.00001, "General", "0.00001"),
        (1e20, "General", "100000000000000000000"),
        (0.035, "0.0%", "3.5%"),
        (-0.001, "0.0%", "-0.1%"),
        (12.5, '0.0"%"', "12.5%"),
        (1764.5, "#,##0", "1,765"),
        (2.675, "0.00", "2.68"),
        (2, "0.##", "2"),
        (-0.004, "0.00", "0.00"),
        (7, "000", "007"),
        (-12.345, "#,##0.00_);(#,##0.00)", "-12.35"),
        (1234.5, ACCOUNTS, "1,234.50"),
        (12345678, "#,##0,", "12,346"),
        (3, "[Red]0", "3"),
        (12, '0"人"', "12人"),
        (12, 'G/通用格式"人"', "12人"),
        (1234.5, "[$¥-804]#,##0.00", "1,234.50元"),
        (12345678, '0!.0,"万"', "12345678"),
        (12345, "0.00E+00", "12345"),
        (0.25, "# ?/?", "0.25"),
        (5e-324, "0.0", "0.0"),
        (12, "0." + "0" * 300, "12"),
    ],
)
def test_numbers(value: float, code: str, words: str) -> None:
    assert shown(value, code) == words


@pytest.mark.parametrize(
    ("value", "code", "words"),
    [
        (45291, "yyyy/m/d", "2023-12-31"),
        (45291, '[DBNum1][$-804]yyyy"年"m"月"d"日";@', "2023-12-31"),
        (45291, "[$-F800]dddd\\,\\ mmmm\\ dd\\,\\ yyyy", "2023-12-31"),
        (45291, 'yyyy"年"m"月"', "2023年12月"),
        (45291, 'm"月"d"日"', "12月31日"),
        (45291, "yyyy", "2023年"),
        (45291.75, "yyyy/m/d h:mm;@", "2023-12-31 18:00"),
        (0.35, "h:mm:ss", "08:24:00"),
        (1.5, "[h]:mm", "36:00"),
        (9e9, "yyyy/m/d", "9000000000"),
    ],
)
def test_dates_are_told_as_far_as_they_are_shown(value: float, code: str, words: str) -> None:
    assert shown(value, code) == words


def test_days_may_be_counted_from_1904() -> None:
    assert shown(43829, "yyyy/m/d", datemode=1) == "2023-12-31"
