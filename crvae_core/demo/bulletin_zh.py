"""The Chinese bulletin: its broadcaster, its shots and its captions."""

from crvae_core.demo.people import Look
from crvae_core.demo.story import Bulletin, Shot, Station

STATION = Station(
    language="zh",
    accent="#d7263d",
    deep="#1a2350",
    studio=("#17296b", "#3056a6"),
    skyline=29,
    towers=True,
    host=Look("#f1cba4", "#1d1a1c", "bob", "#8f2338", "#f7f1ea"),
    expert=Look("#e8bb90", "#6f6f72", "crop", "#f4f7f8", "#6fa3c8", "#27507a", glasses=True, outfit="coat"),
    scientist=Look("#eec49a", "#221d1d", "short", "#f7fafb", "#86b8a5", outfit="coat"),
    nurse=Look("#f3d0ad", "#261e1c", "bun", "#3a8fb0", outfit="scrubs"),
    patients=(
        Look("#ecc096", "#b9b6b2", "parted", "#5f7f5a", "#efe6cc", outfit="sweater"),
        Look("#f1cba4", "#241c1a", "long", "#c7506a", "#f7dfe3", outfit="sweater"),
        Look("#e2b184", "#2a2220", "short", "#3f5f9a", "#e5e9f3", outfit="sweater", glasses=True),
        Look("#efc79e", "#3a2a22", "bob", "#d6a23c", "#f8ecd0", outfit="sweater"),
    ),
    presenter=Look("#efc69c", "#1f1b1b", "short", "#3c4657", "#f4f4f2", "#8f2f52"),
    ticker="接种点每天八点至二十点开放  ·  学校正常上课  ·  勤洗手，多通风  ·  北部山区有雪  ·  "
    "地铁末班车延长一小时  ·  图书馆照常开放  ·",
    words={
        "programme": "晚间播报",
        "news": "新闻",
        "host": "林若云",
        "host_role": "演播室",
        "expert": "陈医生",
        "expert_role": "呼吸科专家",
        "interview": "专家连线",
        "poster": "保护你我他",
        "chart_line": "每周新增流感病例（千例）",
        "chart_area": "住院人数（百人）",
        "chart_bars": "各年龄重症人数（每十万人）",
        "figure_line": "两周以来",
        "figure_area": "十月以来",
        "figure_bars": "重症风险",
        "this_year": "今年",
        "last_year": "去年",
        "vaccinated": "已接种",
        "unvaccinated": "未接种",
        "day_0": "今天夜间",
        "day_1": "明天白天",
        "day_2": "本周末",
    },
)

SHOTS = (
    Shot("studio", 4, 0, "even", "push", (
        "各位观众晚上好，欢迎收看晚间播报。", "今天的头条，新一轮流感来了。",
    ), "新一轮流感来袭"),
    Shot("charts", 4, 0, "bright", "still", (
        "先看数据，病例两周内翻了一番。", "本周新增一万二千例，曲线还在上升。",
    )),
    Shot("street", 4, 0, "even", "pan_left", (
        "街头，戴口罩的行人又多了起来。", "公交站旁，不时传来咳嗽声。",
    )),
    Shot("interview", 6, 0, "even", "still", (
        "我们连线到呼吸科的陈医生。", "请问医生，这次的流感严重吗？", "要重视，但是不必恐慌。",
    )),
    Shot("weather", 6, 0, "even", "drift", (
        "再来看天气，强冷空气今晚南下。", "北部山区有雪，气温降到零下六度。", "沿海多云，早晚要注意保暖。",
    )),
    Shot("laboratory", 4, 0, "even", "pan_left", (
        "实验室里，研究人员通宵工作。", "显微镜下，他们看到了新的毒株。",
    )),
    Shot("clinic", 6, 0, "bright", "push", (
        "疫苗接种点今天一早就开门了。", "护士动作很轻，打一针只要几秒。", "接种后，请留下来观察半小时。",
    )),
    Shot("studio", 4, 1, "warm", "still", (
        "欢迎回来，您正在收看晚间播报。", "卫生部门刚刚发布了最新通知。",
    )),
    Shot("street", 4, 3, "dusk", "pan_right", (
        "傍晚的市中心，车流依然不断。", "市民说，出门先看天气再戴口罩。",
    )),
    Shot("charts", 4, 1, "dim", "push", (
        "绿色是今年，灰色是去年同期。", "住院人数每周增加百分之五。",
    )),
    Shot("laboratory", 6, 1, "cold", "push", (
        "每个小时，都有新的样本送到。", "机器正在读取病毒的基因序列。", "科学家把它命名为天琴毒株。",
    )),
    Shot("interview", 4, 1, "dim", "drift", (
        "哪些人应该优先接种疫苗呢？", "老人、孕妇，还有医护人员。",
    )),
    Shot("weather", 4, 1, "warm", "still", (
        "明天湖区云层散开，阳光露面。", "南部晴，最高气温只有三度。",
    )),
    Shot("clinic", 4, 1, "flicker", "pan_left", (
        "队伍虽长，但是前进得很快。", "志愿者扶着老人坐到椅子上。",
    )),
    Shot("studio", 4, 2, "drift", "pan_right", (
        "下面继续关注流感的最新进展。", "医院表示，床位目前足够。",
    ), "医院：床位充足"),
    Shot("street", 6, 1, "cold", "drift", (
        "记者冒雪在车站采访了几位市民。", "我奶奶星期一就打了疫苗。", "我现在走路上班，避开人群。",
    )),
    Shot("laboratory", 4, 2, "flicker", "pan_right", (
        "昨夜，抗体试验有了结果。", "在这些烧瓶里，病毒停止了生长。",
    ), "试验证明疫苗有效"),
    Shot("charts", 6, 2, "drift", "still", (
        "再看这张图，接种者的柱子最短。", "重症的风险下降了七成。", "专家预计，高峰将在月底出现。",
    )),
    Shot("interview", 4, 2, "warm", "push", (
        "疫苗对新毒株还有效果吗？", "初步结果很好，请大家放心。",
    )),
    Shot("weather", 4, 2, "dim", "pull", (
        "到了周末，暖空气慢慢回来。", "首府有小雨，气温回升到八度。",
    )),
    Shot("clinic", 4, 3, "warm", "drift", (
        "冰箱里还有两百支疫苗。", "一位老师笑着说，一点也不疼。",
    )),
    Shot("street", 4, 2, "fade", "pan_left", (
        "街角的商店也延长了营业时间。", "大家互相提醒，保持距离。",
    )),
    Shot("interview", 4, 3, "drift", "still", (
        "最后，请您给观众一个建议。", "勤洗手，发烧就在家休息。",
    )),
    Shot("studio", 6, 4, "fade", "pull", (
        "最后总结一下今天的消息。", "流感在上升，但是疫苗有效。", "感谢收看，祝您健康，再见。",
    )),
)  # fmt: skip

BULLETIN = Bulletin("bulletin-zh", STATION, SHOTS)
