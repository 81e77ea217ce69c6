"""A figure that many pages show as it is: Streamlit asks it for all that it holds whenever one of them is drawn."""

from typing import Any

import plotly.graph_objects as go


class KeptFigure(go.Figure):
    """A figure that is never changed; what it holds is copied once."""

    def to_dict(self) -> dict[str, Any]:
        """Data and layout, the same object each time."""
        if "_held" not in self.__dict__:
            self._held: dict[str, Any] = super().to_dict()
        return self._held
