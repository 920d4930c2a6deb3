"""The five provinces in which a month is played, and the one that loses its districts."""

from datetime import date

from adapters.demo.province import TWO_TIER_AGENCIES, WITH_POLICE, Province
from domain.organisation import UnitKind

NINH_BINH = Province(
    "NB",
    "Tỉnh ủy Ninh Bình",
    date(2015, 10, 1),
    districts=(
        ("Lam Điền", ("An Lộc", "Bình Thanh", "Cẩm Phú", "Đồng Tiến")),
        ("Thạch Khê", ("Khánh Mai", "Lạc Hồng", "Minh Thủy", "Nam Xuân")),
        ("Vân Hải", ("Phúc Lâm", "Quảng Đông", "Sơn Thịnh", "Tân Mỹ")),
    ),
    members={"BTV": 6},
    seated=frozenset({UnitKind.PROVINCE}),
)
"""Three districts, twelve communes, sixty chapters."""

WITHOUT_A_NAME = Province(
    "TN",
    "Tỉnh ủy Tân Ninh",
    date(2015, 10, 1),
    districts=(
        ("Phước Hòa", ("Bình Minh", "Cẩm Sơn")),
        ("Thanh Khê", ("Đại Phong", "Hòa Lạc")),
    ),
    plenums=True,
    members={"BTV": 4, "BCH": 3},
    seated=frozenset({UnitKind.PROVINCE}),
)
"""Regulation 1120 does not say of which province it is, so the name is made up as well."""

DONG_THAP = Province(
    "DT",
    "Tỉnh ủy Đồng Tháp",
    date(2015, 10, 1),
    districts=(
        ("Tân Phú", ("An Bình", "Long Khánh")),
        ("Mỹ Hòa", ("Phú Thuận", "Vĩnh Thạnh")),
    ),
    plenums=True,
    commune_agencies=WITH_POLICE,
    members={"BTV": 2, "BCH": 1},
    seated=frozenset({UnitKind.COMMUNE}),
)

VINH_LONG = Province(
    "VL",
    "Tỉnh ủy Vĩnh Long",
    date(2015, 10, 1),
    districts=(
        ("Bình An", ("Hòa Tân", "Mỹ Lộc")),
        ("Phú Quới", ("Tân Hạnh", "Trung Nghĩa")),
    ),
    commune_agencies=WITH_POLICE,
)

NGHE_AN = Province(
    "NA",
    "Tỉnh ủy Nghệ An",
    date(2015, 10, 1),
    communes=("Tương Dương", "Nậm Khe", "Bản Lao"),
    plenums=True,
    commune_agencies=TWO_TIER_AGENCIES,
    members={"BTV": 2, "BCH": 1},
    seated=frozenset({UnitKind.COMMUNE}),
)
"""Two tiers; the two other communes are fictional."""

LOSING_ITS_DISTRICTS = Province(
    "NB",
    "Tỉnh ủy Ninh Bình",
    date(2015, 10, 1),
    districts=(
        ("Lam Điền", ("An Lộc", "Bình Thanh", "Cẩm Phú")),
        ("Vân Hải", ("Phúc Lâm", "Quảng Đông")),
    ),
    commune_agencies=WITH_POLICE,
    members={"BTV": 4},
    seated=frozenset({UnitKind.PROVINCE}),
)
"""Two districts on the eve of 1 July 2025, the second on the coast."""
