"""Videos from a script, to measure on: scenes that return with another camera, light and content, and what is said in them.

Nothing in them was drawn for the app's demo, and no setting was chosen by them. Kinds of scene are made from the seed:
where the horizon lies, what stands and moves in front of it. All kinds of a video share its colours, so that a kind
can't be told by its mean colour alone.
"""

from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np

from crvae_core.demo.captions import TimedLine, as_srt
from crvae_core.files import write_bytes

HEIGHT, WIDTH = 240, 400  # pixels of a frame
PERIOD_S = 2.0  # between two frames
SHOT_FRAMES = (2, 3, 4)  # frames of a shot, drawn evenly
KINDS, SHOTS = 7, 32
MARGIN = 1.3  # scenes are drawn larger than a frame by this, so that the camera can move

TOPICS = {
    "en": (
        "harbour ship crane cargo dock sailor anchor container",
        "school teacher pupil lesson blackboard exam homework classroom",
        "kitchen cook soup bread oven pepper recipe dinner",
        "stadium goal coach referee match striker league crowd",
        "forest tree deer ranger trail moss river bear",
        "court judge lawyer witness trial verdict jury crime",
        "market price farmer apple stall vegetable trade coin",
        "orchestra violin concert piano melody conductor stage singer",
        "railway train station track driver tunnel ticket platform",
    ),
    "zh": (
        "港口 轮船 货物 码头 水手 起重机 集装箱 海运",
        "学校 老师 学生 课堂 考试 作业 黑板 教室",
        "厨房 厨师 面包 晚餐 汤 烤箱 食谱 辣椒",
        "球场 教练 裁判 比赛 进球 联赛 球迷 前锋",
        "森林 树木 河流 护林员 鹿 小路 熊 苔藓",
        "法院 法官 律师 证人 审判 陪审团 犯罪 判决",
        "市场 价格 农民 苹果 蔬菜 摊位 贸易 硬币",
        "乐团 小提琴 音乐会 钢琴 旋律 指挥 舞台 歌手",
        "铁路 火车 车站 轨道 司机 隧道 车票 站台",
    ),
}
MORE_TOPICS = {  # for videos of more kinds than TOPICS has; apart, so that shorter ones stay what they are
    "en": (
        "hospital nurse doctor patient surgery ward bandage fever",
        "airport pilot flight runway luggage passport airline landing",
        "bank loan interest credit debt savings investor account",
        "castle king queen knight crown throne sword palace",
        "garden rose tulip spade hedge bee fountain lawn",
        "desert camel dune oasis sand caravan heat lizard",
        "laboratory scientist microscope experiment chemistry formula sample theory",
        "theatre actor curtain drama audience scene comedy costume",
        "mountain climber glacier summit rope avalanche hut peak",
        "factory engine worker machine steel shift boiler assembly",
        "church priest choir bell altar prayer candle wedding",
    ),
}
SENTENCES = {
    "en": (
        "the {0} and the {1} were seen again today",
        "nobody knows why the {0} came before the {1}",
        "a {0} is better than a {1} they say",
        "we asked about the {0} the {1} and the {2}",
        "this {0} has a new {1}",
    ),
    "zh": (
        "今天 我们 又 看到 {0} 和 {1}",
        "没有 人 知道 {0} 为什么 在 {1} 之前",
        "他们 说 {0} 比 {1} 更 好",
        "我们 问 了 {0} {1} 还有 {2}",
        "这个 {0} 有 新 的 {1}",
    ),
}


@dataclass(frozen=True)
class Plan:
    """How long a made video is, and how large its frames are. kinds: of scene, KINDS to 20; shots: of three frames on average;
    height, width: in pixels."""

    kinds: int = KINDS
    shots: int = SHOTS
    height: int = HEIGHT
    width: int = WIDTH


SHORT = Plan()


@dataclass(frozen=True)
class Scripted:
    """A made video: a folder of frames, its captions, and the kind of every frame (0 to the plan's kinds - 1)."""

    frames: Path
    captions: Path
    kinds: list[int]
    language: str


def write_scripted(folder: Path, seed: int, language: str = "en", plan: Plan = SHORT) -> Scripted:
    """Draw a video and write frames/*.png and captions.srt; the same seed gives the same video.

    Args:
        folder: made when missing. seed: draws the kinds of scene, the shots and the words. language: "en" or "zh".
        plan: how long; more kinds than TOPICS has are for English alone.
    """
    rng = np.random.default_rng(seed)
    palette = rng.integers(30, 226, (6, 3))
    scenes = [_Kind(np.random.default_rng(rng.integers(2**32)), palette, plan) for _ in range(plan.kinds)]
    topics = draw_topics(rng, language, plan.kinds)
    frames = folder / "frames"
    frames.mkdir(parents=True, exist_ok=True)
    kinds: list[int] = []
    captions = []
    for kind in shot_order(rng, plan):
        length = int(rng.choice(SHOT_FRAMES))
        for picture in scenes[kind].shot(rng, length):
            _, data = cv2.imencode(".png", picture[:, :, ::-1])
            write_bytes(frames / f"{len(kinds):04d}.png", data.tobytes())
            start = len(kinds) * PERIOD_S
            text = sentence(rng, topics[kind], language)
            captions.append(TimedLine(start, start + PERIOD_S - 0.1, text))
            kinds.append(kind)
    write_bytes(folder / "captions.srt", as_srt(captions).encode("utf-8"))
    return Scripted(frames, folder / "captions.srt", kinds, language)


class _Kind:
    """A kind of scene: a ground, a horizon, and families of things in front of them."""

    def __init__(self, rng: np.random.Generator, palette: np.ndarray, plan: Plan) -> None:
        self.plan = plan
        self.sky, self.ground = palette[rng.permutation(len(palette))[:2]]
        self.horizon = rng.uniform(0.2, 0.8)
        self.families = [_Family(rng, palette) for _ in range(3)]

    def shot(self, rng: np.random.Generator, length: int) -> list[np.ndarray]:
        """The frames (height, width, 3) uint8 RGB of one shot: its own light, camera and places of things."""
        height, width = self.plan.height, self.plan.width
        size = round(height * MARGIN), round(width * MARGIN)
        things = [(family, family.place(rng)) for family in self.families]
        light, cast = rng.uniform(0.55, 1.35), rng.uniform(0.88, 1.12, 3)
        begin, move = rng.uniform(0, 1, 2), rng.uniform(-0.25, 0.25, 2)
        frames = []
        for number in range(length):
            canvas = np.empty((*size, 3), np.uint8)
            canvas[:] = self.sky
            canvas[round(self.horizon * size[0]) :] = self.ground
            for family, places in things:
                family.draw(canvas, places + np.array([0.05 * number, 0.0]))
            first = np.clip(begin + move * number, 0, 1) * (size[0] - height, size[1] - width)
            row, column = first.astype(int)
            frame = canvas[row : row + height, column : column + width] * (light * cast)
            frames.append(np.clip(frame + rng.normal(0, 5, frame.shape), 0, 255).astype(np.uint8))
        return frames


class _Family:
    """Things of one shape, colour and size that stand in one band of the picture."""

    def __init__(self, rng: np.random.Generator, palette: np.ndarray) -> None:
        self.shape = rng.integers(3)
        self.colour = tuple(
            int(value) for value in palette[rng.integers(len(palette))] * rng.uniform(0.6, 1.2)
        )
        self.size = rng.uniform(0.06, 0.22, 2)
        self.band, self.count = rng.uniform(0.2, 0.8), int(rng.integers(2, 6))

    def place(self, rng: np.random.Generator) -> np.ndarray:
        """Centres (count, 2): across the picture, and about the family's band, in shares of the picture."""
        spread = (np.arange(self.count) + rng.uniform(0.1, 0.9, self.count)) / self.count
        return np.stack([spread, self.band + rng.normal(0, 0.04, self.count)], axis=1)

    def draw(self, canvas: np.ndarray, places: np.ndarray) -> None:
        """Draw the things at `places` (count, 2)."""
        height, width = canvas.shape[:2]
        across, down = round(self.size[0] * width / 2), round(self.size[1] * height / 2)
        for place in places:
            x, y = round(place[0] % 1 * width), round(place[1] * height)
            if self.shape == 0:
                cv2.rectangle(canvas, (x - across, y - down), (x + across, y + down), self.colour, -1)
            elif self.shape == 1:
                cv2.ellipse(canvas, (x, y), (across, down), 0, 0, 360, self.colour, -1, cv2.LINE_AA)
            else:
                corners = np.array([(x - across, y + down), (x + across, y + down), (x, y - down)])
                cv2.fillPoly(canvas, [corners], self.colour, cv2.LINE_AA)


def draw_topics(rng: np.random.Generator, language: str, kinds: int) -> list[list[str]]:
    """What is spoken of in each of the kinds."""
    known = TOPICS[language] if kinds <= len(TOPICS[language]) else TOPICS[language] + MORE_TOPICS[language]
    return [known[row].split() for row in rng.permutation(len(known))[:kinds]]


def shot_order(rng: np.random.Generator, plan: Plan = SHORT) -> list[int]:
    """The kinds of the shots: each comes back several times, never twice in a row."""
    order: list[int] = []
    while len(order) < plan.shots:
        turn = rng.permutation(plan.kinds).tolist()
        if order and turn[0] == order[-1]:
            turn = turn[1:] + turn[:1]
        order += turn
    return order[: plan.shots]


def sentence(rng: np.random.Generator, topic: list[str], language: str) -> str:
    words = [topic[row] for row in rng.permutation(len(topic))[:3]]
    sentence = SENTENCES[language][rng.integers(len(SENTENCES[language]))].format(*words)
    return sentence if language == "en" else sentence.replace(" ", "")
