"""A tiny provider of OpenID Connect on this computer: discovery, authorize, token, keys. Who logs in is set, not asked."""

import base64
import hashlib
import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

from joserfc import jwt
from joserfc.jwk import RSAKey

CLIENT_ID, CLIENT_SECRET = "the-app", "a-secret-of-the-app"


@dataclass
class Provider:
    """What the provider knows; `person`: the claims of who logs in next."""

    issuer: str
    person: dict[str, Any] = field(default_factory=dict)
    key: RSAKey = field(
        default_factory=lambda: RSAKey.generate_key(2048, {"kid": "one", "use": "sig", "alg": "RS256"})
    )
    codes: dict[str, dict[str, str]] = field(default_factory=dict)  # by code: what was asked for

    def discovery(self) -> dict[str, Any]:
        """What a client must know."""
        return {
            "issuer": self.issuer,
            "authorization_endpoint": f"{self.issuer}/authorize",
            "token_endpoint": f"{self.issuer}/token",
            "jwks_uri": f"{self.issuer}/keys",
            "response_types_supported": ["code"],
            "subject_types_supported": ["public"],
            "id_token_signing_alg_values_supported": ["RS256"],
            "code_challenge_methods_supported": ["S256"],
        }

    def authorize(self, asked: dict[str, str]) -> str:
        """Where the browser goes with its code."""
        code = base64.urlsafe_b64encode(
            hashlib.sha256(repr((asked, len(self.codes))).encode()).digest()
        ).decode()
        self.codes[code] = asked
        return f"{asked['redirect_uri']}?{urlencode({'code': code, 'state': asked['state']})}"

    def token(self, given: dict[str, str]) -> dict[str, Any] | None:
        """The signed identity for a code, once; None where code, verifier or address are wrong."""
        asked = self.codes.pop(given.get("code", ""), None)
        digest = hashlib.sha256(given.get("code_verifier", "").encode()).digest()
        if (
            asked is None
            or asked["redirect_uri"] != given.get("redirect_uri")
            or base64.urlsafe_b64encode(digest).decode().rstrip("=") != asked.get("code_challenge")
        ):
            return None
        now = int(time.time())
        claims = {"iss": self.issuer, "aud": CLIENT_ID, "iat": now, "exp": now + 600, "nonce": asked["nonce"]}
        signed = jwt.encode({"alg": "RS256", "kid": "one"}, claims | self.person, self.key)
        return {"access_token": "of-no-use", "token_type": "Bearer", "expires_in": 600, "id_token": signed}


@contextmanager
def provider() -> Iterator[Provider]:
    """Run the provider on a free port of this computer."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Handler)
    server.provider = Provider(f"http://127.0.0.1:{server.server_port}")  # type: ignore[attr-defined]
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield server.provider  # type: ignore[attr-defined]
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


class _Handler(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        known: Provider = self.server.provider  # type: ignore[attr-defined]
        at = urlsplit(self.path)
        if at.path == "/.well-known/openid-configuration":
            self._answer(known.discovery())
        elif at.path == "/keys":
            self._answer({"keys": [known.key.as_dict(private=False)]})
        elif at.path == "/authorize":
            self.send_response(302)
            self.send_header(
                "Location", known.authorize({name: values[0] for name, values in parse_qs(at.query).items()})
            )
            self.end_headers()
        else:
            self.send_error(404)

    def do_POST(self) -> None:
        known: Provider = self.server.provider  # type: ignore[attr-defined]
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        client = base64.b64encode(f"{CLIENT_ID}:{CLIENT_SECRET}".encode()).decode()
        answer = known.token({name: values[0] for name, values in parse_qs(body).items()})
        if answer is None or self.headers.get("Authorization") != f"Basic {client}":
            self.send_error(400)
        else:
            self._answer(answer)

    def _answer(self, value: dict[str, Any]) -> None:
        body = json.dumps(value).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *unused: object) -> None:
        return
