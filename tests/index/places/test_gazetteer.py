"""Place names: what counts as one, which place it means, and which place a report is about. The texts are made up."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.model import Region
from index.places.gazetteer import Gazetteer, gazetteer
from index.places.names import load_place_names, short_name
from index.places.of_report import report_region
from tests.helpers.paths import SHARED

PLACES = load_place_names()


def place(name: str, *, within: str = "") -> Region:
    found = [region for region in PLACES.full[name] if within in region.path or not within]
    assert len(found) == 1, found
    return found[0]


def named(text: str, *covered: Region) -> list[tuple[str, list[str]]]:
    return [(m.text, [region.name for region in m.regions]) for m in gazetteer().mentions(text, covered)]


class TestNames:
    def test_every_place_has_a_code_of_its_own_inside_its_province(self) -> None:
        assert len({region.code for region in PLACES.regions}) == len(PLACES.regions) > 3000
        by_name = {region.path: region for region in PLACES.regions}
        for region in PLACES.regions:
            assert len(region.code) == 6
            assert region.code.isdigit()
            assert by_name[region.path[:1]].covers(region)
        assert sum(region.level == "province" for region in PLACES.regions) == 34

    @pytest.mark.parametrize(
        ("name", "short"),
        [
            ("广西壮族自治区", "广西"),
            ("湘西土家族苗族自治州", "湘西"),
            ("东乡族自治县", "东乡"),
            ("鄂温克族自治旗", "鄂温克"),
            ("博尔塔拉蒙古自治州", "博尔塔拉"),
            ("龙胜各族自治县", "龙胜"),
            ("瀍河回族区", "瀍河"),
            ("浦东新区", "浦东"),
            ("大兴安岭地区", "大兴安岭"),
            ("香港特别行政区", "香港"),
            ("赵县", "赵"),
            ("白水县", "白水"),
        ],
    )
    def test_short_name(self, name: str, short: str) -> None:
        assert short_name(name) == short

    def test_named_knows_full_short_and_other_names(self) -> None:
        assert gazetteer().named("吉林") == (place("吉林省"), place("吉林市"))
        assert gazetteer().named("襄樊市") == gazetteer().named("襄阳")
        assert gazetteer().named("恩施州")[0].level == "city"
        assert gazetteer().named("宁乡县") == (place("宁乡市"),)
        assert len(gazetteer().named("鼓楼区")) > 2
        assert gazetteer().named("和平") != ()
        assert gazetteer().named("不存在的地方") == ()

    def test_is_loaded_once(self) -> None:
        assert gazetteer() is gazetteer()


class TestMentions:
    @pytest.mark.parametrize(
        ("text", "expected"),
        [
            ("昆明市今年新建了三所养老院", [("昆明市", ["昆明市"])]),
            ("内蒙和广西的标准", [("内蒙", ["内蒙古自治区"]), ("广西", ["广西壮族自治区"])]),
            ("江苏省南京市鼓楼区的老人", [("江苏省南京市鼓楼区", ["鼓楼区"])]),
            ("云 南 省人民政府", [("云 南 省", ["云南省"])]),
            ("去成都江堰看水利工程", [("都江堰", ["都江堰市"])]),
            ("北京朝阳", [("北京朝阳", ["朝阳区"])]),
            ("吉林有多少养老院", [("吉林", ["吉林省"])]),
            ("吉林市有多少养老院", [("吉林市", ["吉林市"])]),
            ("新疆生产建设兵团", [("新疆生产建设兵团", ["新疆维吾尔自治区"])]),
            ("天津和平的老人", [("天津和平", ["和平区"])]),
            ("大理的补贴", [("大理", ["大理白族自治州"])]),
        ],
    )
    def test_places(self, text: str, expected: list[tuple[str, list[str]]]) -> None:
        assert named(text) == expected

    @pytest.mark.parametrize(
        "text",
        [
            "民政局会同财政局发放",
            "和平发展是时代主题",
            "中心城区与郊区",
            "东方市场十分繁荣",
            "按期完成安置任务",
            "不断提高安全水平",
            "重大理论问题",
            "绿色通道和平安社区",
            "沿海城市与示范县",
            "维护长治久安",
            "",
            "省",
        ],
    )
    def test_ordinary_words(self, text: str) -> None:
        assert named(text) == []

    def test_ordinary_word_counts_where_the_place_is_covered(self) -> None:
        covered = place("通道侗族自治县")
        assert named("今年通道发了多少补贴", covered) == [("通道", ["通道侗族自治县"])]
        assert named("应通道办理", covered) == []

    def test_covered_place_wins_unless_another_is_spelt_out(self) -> None:
        xuzhou = place("鼓楼区", within="徐州市")
        assert gazetteer().mentions("鼓楼区的低保", (xuzhou,))[0].regions == (xuzhou,)
        assert gazetteer().mentions("福州市鼓楼区的低保", (xuzhou,))[0].regions == (place("鼓楼区", within="福州市"),)

    def test_place_named_elsewhere_tells_which(self) -> None:
        mentions = gazetteer().mentions("开封市召开会议，鼓楼区作了发言")
        assert mentions[1].regions == (place("鼓楼区", within="开封市"),)

    def test_unknown_stays_open(self) -> None:
        (mention,) = gazetteer().mentions("鼓楼区作了发言")
        assert len(mention.regions) > 2

    @given(
        st.lists(
            st.one_of(
                st.sampled_from(sorted(PLACES.full)),
                st.sampled_from(sorted(PLACES.short)),
                st.text("省市县区州的和在，。 \u3000\n海南京山西安平", max_size=6),
            ),
            max_size=8,
        ).map("".join),
        st.lists(st.sampled_from(PLACES.regions), max_size=3),
    )
    def test_mentions_are_verbatim_in_order_and_apart(self, text: str, covered: list[Region]) -> None:
        end = 0
        for mention in gazetteer().mentions(text, covered):
            assert end <= mention.start < mention.end
            assert text[mention.start : mention.end] == mention.text
            assert mention.regions
            assert len(set(mention.regions)) == len(mention.regions)
            end = mention.end

    @given(st.sampled_from(PLACES.regions))
    def test_spelt_out_path_means_the_place(self, region: Region) -> None:
        (mention,) = gazetteer().mentions("".join(region.path))
        assert mention.regions == (region,)

    @given(*[st.sampled_from(PLACES.regions)] * 3)
    def test_covers_is_transitive_and_antisymmetric(self, a: Region, b: Region, c: Region) -> None:
        assert a.covers(a)
        assert not (a.covers(b) and b.covers(c)) or a.covers(c)
        assert a == b or not (a.covers(b) and b.covers(a))


class TestReportRegion:
    def test_agency_first(self) -> None:
        assert report_region("2024年云南省工作总结", "大理市民政局", "全省") == place("大理市")

    def test_ambiguous_agency_is_told_by_the_body(self) -> None:
        body = "在徐州市委领导下，我区各项工作取得进展。"
        assert report_region(None, "鼓楼区民政局", body) == place("鼓楼区", within="徐州市")
        assert report_region(None, "鼓楼区民政局", "各项工作取得进展。") is None

    def test_nameless_agency_gives_the_kind(self) -> None:
        body = "按照丽江市的部署，推动古城区养老服务提质。云南省已经发文。"
        assert report_region(None, "区民政局", body) == place("古城区")

    def test_title(self) -> None:
        assert report_region("2025年贵州省政府工作报告", None, "全省经济稳中有进。") == place("贵州省")
        assert report_region("关于支持遵义市发展的意见", None, "全省、我省、全省、我省都要支持。") is None

    @pytest.mark.parametrize("own", ["全市救助{n}人。", "我市建成{n}家。", "市委、市政府出台{n}个文件。"])
    def test_body(self, own: str) -> None:
        body = "玉溪市抓民生。" + "".join(own.format(n=n) for n in range(4)) + "红塔区、江川区走在前列，全省推广。"
        assert report_region(None, None, body) == place("玉溪市")

    def test_autonomous_region_calls_itself_whole_district(self) -> None:
        body = "全区上下同心，宁夏的低保标准提高。银川市、固原市、中卫市先行，全区推广，我区受表彰，全区受益。"
        assert report_region(None, None, body) == place("宁夏回族自治区")

    @pytest.mark.parametrize(
        ("title", "agency", "body"),
        [
            ("国务院关于支持海南建设的意见", None, "海南省要抓好落实。全省、我省、全省。"),
            ("政府工作报告", "民政部办公厅", "全市全市全市昆明市昆明市"),
            (None, None, "我国经济稳定，云南省、贵州省、四川省都有进展。"),
            (None, None, "全市、我市、全市、全市。昆明市一次，玉溪市一次。"),
            (None, None, "全市、我市、全市、全市都要学习。"),
            (None, None, ""),
        ],
    )
    def test_what_cannot_be_told_is_none(self, title: str | None, agency: str | None, body: str) -> None:
        assert report_region(title, agency, body) is None


def test_ordinary_words_are_place_names() -> None:
    assert PLACES.common <= PLACES.full.keys() | PLACES.short.keys()
    assert PLACES.common.isdisjoint(region.short for region in PLACES.regions if region.level == "province")


def test_a_gazetteer_can_be_made_of_any_names() -> None:
    assert Gazetteer(PLACES).regions == PLACES.regions


@pytest.mark.skipif(not SHARED.is_dir(), reason="the shared corpora are not here")
class TestRealReports:
    def test_state_council_reports_have_no_place(self) -> None:
        for path in sorted((SHARED / "corpora/state_council_reports").glob("*.txt"))[::5]:
            assert report_region(None, None, path.read_text(encoding="utf-8")) is None, path.name

    def test_shandong_policies_are_of_shandong_or_unknown(self) -> None:
        shandong = place("山东省")
        found = [
            report_region(None, None, path.read_text(encoding="utf-8"))
            for path in sorted((SHARED / "corpora/shandong_policies").glob("*.txt"))
        ]
        assert all(region is None or shandong.covers(region) for region in found)
        assert sum(region is not None for region in found) > len(found) / 2


def test_a_first_character_with_its_kind_is_the_covered_place_that_it_fits() -> None:
    (far,), (near,) = gazetteer().named("乌鲁木齐市"), gazetteer().named("乌兰浩特市")
    meant = [gazetteer().mentions("乌市有多少人", covered)[0].regions for covered in ((), (near,), (near, far))]
    assert meant == [(far,), (near,), (far,)]
