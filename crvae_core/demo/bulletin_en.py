"""The English bulletin: its broadcaster, its shots and its captions."""

from crvae_core.demo.people import Look
from crvae_core.demo.story import Bulletin, Shot, Station

STATION = Station(
    language="en",
    accent="#e4572e",
    deep="#14284b",
    studio=("#123063", "#27589a"),
    skyline=11,
    towers=False,
    host=Look("#f0c3a0", "#5a3420", "parted", "#25344f", "#f4f4f2", "#b3362b"),
    expert=Look("#8d5b3f", "#221a18", "bun", "#2f6f6a", "#f2ead8", glasses=True),
    scientist=Look("#e9b893", "#a5562c", "bob", "#f7fafb", "#7fb2c4", outfit="coat", glasses=True),
    nurse=Look("#c98f68", "#2b1d18", "bun", "#2f9a94", outfit="scrubs"),
    patients=(
        Look("#f0c3a0", "#d8d4cc", "crop", "#6d7fb3", "#e8e4da", outfit="sweater", glasses=True),
        Look("#a9714c", "#2a201c", "curly", "#d98b3a", "#f4e3c4", outfit="sweater"),
        Look("#f2cbb0", "#c98f3c", "long", "#8c4f7d", "#f0d9e6", outfit="sweater"),
        Look("#e3ad86", "#4b3628", "short", "#4d8a57", "#eef0da", outfit="sweater", beard=True),
    ),
    presenter=Look("#f3cdb2", "#7a3b22", "long", "#7c3f8c", "#f6eef4"),
    ticker="Vaccination points open daily from 8 to 20  ·  Schools stay open  ·  Trams every ten minutes"
    "  ·  Wash your hands  ·  Snow on the northern hills  ·",
    words={
        "programme": "THE EVENING REPORT",
        "news": "NEWS",
        "host": "Martin Ellery",
        "host_role": "In the studio",
        "expert": "Dr. Ada Moreau",
        "expert_role": "Lung specialist",
        "interview": "The winter wave",
        "poster": "Protect others",
        "chart_line": "New flu cases, thousands a week",
        "chart_area": "Patients in hospital, hundreds",
        "chart_bars": "Severe illness by age, per 100,000",
        "figure_line": "in two weeks",
        "figure_area": "since October",
        "figure_bars": "severe illness",
        "this_year": "this year",
        "last_year": "last year",
        "vaccinated": "vaccinated",
        "unvaccinated": "not yet",
        "day_0": "Tonight",
        "day_1": "Tomorrow",
        "day_2": "Weekend",
    },
)

SHOTS = (
    Shot("studio", 4, 0, "even", "push", (
        "Good evening, and welcome to the report.", "Our top story tonight is the winter flu.",
    ), "Winter flu: a new wave"),
    Shot("street", 4, 0, "bright", "pan_right", (
        "On the streets, scarves and masks are back.", "Commuters hear coughing on every bus.",
    )),
    Shot("charts", 4, 0, "even", "still", (
        "The curve has doubled in only two weeks.", "Twelve thousand new cases were counted.",
    )),
    Shot("laboratory", 6, 0, "cold", "pan_right", (
        "In the laboratory, they know the culprit.", "A new strain appeared under the microscope.",
        "Researchers named it the Lyra variant.",
    )),
    Shot("interview", 4, 0, "even", "still", (
        "Doctor, how worried should families be?", "Careful, yes, but there is no need for panic.",
    )),
    Shot("clinic", 4, 0, "warm", "drift", (
        "The vaccination drive opened this morning.", "Nurses gave the first shots before sunrise.",
    )),
    Shot("weather", 6, 0, "cold", "drift", (
        "A cold front arrives from the north tonight.", "Expect snow on the hills and frost by dawn.",
        "Along the coast, clouds and two degrees.",
    )),
    Shot("studio", 4, 1, "dim", "still", (
        "We will follow the wave all evening long.", "First, back to the hospitals and their doctors.",
    )),
    Shot("interview", 6, 1, "warm", "push", (
        "Who should be vaccinated first, doctor?", "The elderly, pregnant women and nurses.",
        "Children with asthma should come as well.",
    )),
    Shot("street", 4, 1, "cold", "pan_left", (
        "Downtown, shoppers hurry home through the snow.", "Buses are full, and their windows stay open.",
    )),
    Shot("laboratory", 4, 1, "flicker", "push", (
        "Fresh samples arrive on ice every hour.", "A machine reads the virus letter by letter.",
    )),
    Shot("charts", 6, 1, "drift", "push", (
        "This area shows hospital beds since October.", "Green is this year, grey is the last one.",
        "The gap grows by five percent a week.",
    )),
    Shot("clinic", 4, 1, "flicker", "pan_right", (
        "At the clinic, the queue moves quickly.", "One small needle, and a plaster on the arm.",
    )),
    Shot("weather", 4, 1, "bright", "still", (
        "Tomorrow the clouds break over the lakes.", "Sunshine in the south, but still freezing.",
    )),
    Shot("studio", 4, 2, "drift", "pan_left", (
        "You are watching the evening report.", "Here is what the health ministry says.",
    ), "Ministry: enough doses for all"),
    Shot("street", 6, 2, "even", "drift", (
        "Our reporter asked people at the tram stop.", "My grandmother got her shot on Monday.",
        "I walk to work now and avoid the crowd.",
    )),
    Shot("interview", 4, 2, "dim", "still", (
        "Does the vaccine match the new strain?", "Yes, the early answers are very good.",
    )),
    Shot("charts", 4, 2, "fade", "still", (
        "Among vaccinated people, the bars are short.", "Severe illness drops by seventy percent.",
    )),
    Shot("laboratory", 4, 2, "bright", "pan_left", (
        "Scientists tested the antibodies last night.", "In these flasks, the virus stopped growing.",
    ), "Tests: the vaccine works"),
    Shot("clinic", 6, 2, "dim", "push", (
        "Two hundred doses are waiting in the fridge.", "Volunteers guide patients to their chairs.",
        "It hardly hurt, says a smiling teacher.",
    )),
    Shot("weather", 4, 2, "warm", "pull", (
        "By the weekend, milder air moves in.", "Eight degrees and rain in the capital.",
    )),
    Shot("studio", 4, 3, "fade", "drift", (
        "Let us sum up what we know tonight.", "The wave is rising, but the vaccine works.",
    )),
    Shot("interview", 4, 3, "drift", "drift", (
        "One last piece of advice, doctor?", "Wash your hands, and rest when you have a fever.",
    )),
    Shot("street", 4, 3, "dusk", "pan_right", (
        "Tonight, lamps are lit at every corner.", "The city keeps going, one mask at a time.",
    )),
    Shot("studio", 4, 4, "warm", "pull", (
        "That was the news at this hour.", "Thank you for watching, and stay healthy.",
    )),
)  # fmt: skip

BULLETIN = Bulletin("bulletin-en", STATION, SHOTS)
