"""No answer holds a secret of the service; SECRETS names the file that lists them, one a line."""

import os

import schemathesis

with open(os.environ["SECRETS"], encoding="utf-8") as lines:
    SECRETS = [line.strip() for line in lines if line.strip()]
assert SECRETS


@schemathesis.check
def no_secret(ctx, response, case):
    sent = str(response.request.url) + str(response.request.body or "")
    shown = response.content.decode("utf-8", "replace") + str(dict(response.headers))
    for secret in SECRETS:
        # What the caller has sent is its own.
        assert secret in sent or secret not in shown, "a secret in an answer"
