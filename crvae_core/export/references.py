"""The works that a methods paragraph can rest on, with their BibTeX."""

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True)
class Reference:
    """A work. short: as it is cited in running text. kind, fields: of its BibTeX entry."""

    key: str
    short: str
    kind: str
    fields: tuple[tuple[str, str], ...]

    def bibtex(self) -> str:
        """The BibTeX entry."""
        lines = [f"  {name} = {{{text}}}" for name, text in self.fields]
        return f"@{self.kind}{{{self.key},\n" + ",\n".join(lines) + "\n}"

    def line(self) -> str:
        """The entry of a list of references."""
        told = dict(self.fields)
        where = (
            told.get("journal")
            or told.get("booktitle")
            or told.get("publisher")
            or told.get("howpublished", "")
        )
        return f"{told['author'].replace(' and ', '; ')} ({told['year']}). {told['title']}. {where}."


def _work(key: str, short: str, kind: str, **fields: str) -> Reference:
    return Reference(key, short, kind, tuple(fields.items()))


WORKS = {
    work.key: work
    for work in (
        _work(
            "kingma2014", "Kingma & Welling 2014", "inproceedings", author="Kingma, Diederik P. and Welling, Max",
            title="Auto-Encoding Variational Bayes", year="2014",
            booktitle="International Conference on Learning Representations",
        ),
        _work(
            "paszke2019", "Paszke et al. 2019", "inproceedings", author="Paszke, Adam and Gross, Sam and others",
            title="{PyTorch}: An Imperative Style, High-Performance Deep Learning Library", year="2019",
            booktitle="Advances in Neural Information Processing Systems 32",
        ),
        _work(
            "wang2024", "Wang et al. 2024", "article", author="Wang, Liang and Yang, Nan and Huang, Xiaolong and Yang, "
            "Linjun and Majumder, Rangan and Wei, Furu",
            title="Multilingual {E5} Text Embeddings: A Technical Report", year="2024", journal="arXiv:2402.05672",
        ),
        _work(
            "pedregosa2011", "Pedregosa et al. 2011", "article", author="Pedregosa, Fabian and Varoquaux, Gaël and Gramfort, "
            "Alexandre and others",
            title="Scikit-learn: Machine Learning in {Python}", year="2011", journal="JMLR 12, 2825-2830",
        ),
        _work(
            "arthur2007", "Arthur & Vassilvitskii 2007", "inproceedings", author="Arthur, David and Vassilvitskii, Sergei",
            title="k-means++: The Advantages of Careful Seeding", year="2007", booktitle="Symposium on Discrete Algorithms",
        ),
        _work(
            "wu2015", "Wu et al. 2015", "article", author="Wu, Junjie and Liu, Hongfu and Xiong, Hui and Cao, Jie and Chen, Jian",
            title="{K}-Means-Based Consensus Clustering: A Unified View", year="2015",
            journal="IEEE Transactions on Knowledge and Data Engineering 27(1), 155-169",
        ),
        _work(
            "campello2013", "Campello et al. 2013", "inproceedings", author="Campello, Ricardo J. G. B. and Moulavi, Davoud and "
            "Sander, Jörg",
            title="Density-Based Clustering Based on Hierarchical Density Estimates", year="2013", booktitle="PAKDD",
        ),
        _work(
            "ward1963", "Ward 1963", "article", author="Ward, Joe H.",
            title="Hierarchical Grouping to Optimize an Objective Function",
            year="1963", journal="Journal of the American Statistical Association 58, 236-244",
        ),
        _work(
            "mclachlan2000", "McLachlan & Peel 2000", "book", author="McLachlan, Geoffrey and Peel, David",
            title="Finite Mixture Models", year="2000", publisher="Wiley",
        ),
        _work(
            "maaten2008", "van der Maaten & Hinton 2008", "article", author="van der Maaten, Laurens and Hinton, Geoffrey",
            title="Visualizing Data using {t-SNE}", year="2008", journal="Journal of Machine Learning Research 9, 2579-2605",
        ),
        _work(
            "policar2024", "Poličar et al. 2024", "article", author="Poličar, Pavlin G. and Stražar, Martin and Zupan, Blaž",
            title="{openTSNE}: A Modular {Python} Library for {t-SNE} Dimensionality Reduction and Embedding", year="2024",
            journal="Journal of Statistical Software 109(3)",
        ),
        _work(
            "mcinnes2018", "McInnes et al. 2018", "article", author="McInnes, Leland and Healy, John and Melville, James",
            title="{UMAP}: Uniform Manifold Approximation and Projection for Dimension Reduction", year="2018",
            journal="arXiv:1802.03426",
        ),
        _work(
            "monroe2008", "Monroe et al. 2008", "article", author="Monroe, Burt L. and Colaresi, Michael P. and Quinn, Kevin M.",
            title="Fightin' Words: Lexical Feature Selection and Evaluation for Identifying the Content of Political Conflict",
            year="2008", journal="Political Analysis 16(4), 372-403",
        ),
        _work(
            "krippendorff2018", "Krippendorff 2018", "book", author="Krippendorff, Klaus",
            title="Content Analysis: An Introduction to Its Methodology", year="2018", publisher="Sage",
        ),
        _work(
            "cohen1960", "Cohen 1960", "article", author="Cohen, Jacob", title="A Coefficient of Agreement for Nominal Scales",
            year="1960", journal="Educational and Psychological Measurement 20(1), 37-46",
        ),
    )
}  # fmt: skip


def bibliography(keys: Iterable[str]) -> str:
    """The BibTeX of some works, in the order of their keys."""
    return "\n\n".join(WORKS[key].bibtex() for key in sorted(set(keys))) + "\n"
