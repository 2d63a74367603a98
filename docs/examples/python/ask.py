#!/usr/bin/env python3
"""Asks the agent and prints its answer as it comes, whatever happens to the connection or the gateway meanwhile.

    python3 ask.py --token "$(cat ~/.openfoal/token)" "stream 100"

With the file's token (a service) approvals are only shown: decide them in the page. With OPENFOAL_TOKEN you are asked here.
Events go to standard error; the answer, as agent.completed has it, is all of standard output. Exit code 1: the run failed, 2: the text
that was folded from the stream is not the text of agent.completed.
"""

import argparse
import sys

from openfoal_client import OpenFoal, Texts


def say(text):
    print(text, file=sys.stderr, flush=True)


def decide(foal, approval):
    say("approval: %s %s" % (approval["toolName"], approval["args"]))
    if foal.connected_as["actor"]["type"] != "user":
        say("a service cannot decide: approve it in the page")
        return
    decision = "approve" if input("run it? [y/N] ").strip().lower() == "y" else "reject"
    foal.mutate("approval.resolve", {"approvalId": approval["approvalId"], "decision": decision})


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--url", default="ws://127.0.0.1:3000/ws")
    parser.add_argument("--token", required=True)
    parser.add_argument("--session", help="goes on in this session instead of a new one")
    parser.add_argument("input")
    options = parser.parse_args()
    texts = Texts()
    with OpenFoal(options.url, options.token) as foal:
        foal.follow()
        session = {} if options.session is None else {"sessionId": options.session}
        run = foal.mutate("agent.run", {**session, "input": options.input})
        say("%s in %s" % (run["runId"], run["sessionId"]))
        reconnects = 0
        for envelope in foal.events():
            if foal.reconnects > reconnects:
                reconnects = foal.reconnects
                say("connected again, resumed behind the last event")
            if envelope.get("runId") != run["runId"]:
                continue
            event, payload = envelope["event"], envelope["payload"]
            say("%d %s" % (envelope["seq"], event))
            if event == "agent.delta":
                texts.fold(payload)
            elif event == "approval.required":
                decide(foal, payload["approval"])
            elif event == "agent.failed":
                say("failed: %s" % payload["error"]["message"])
                return 1
            elif event == "agent.completed":
                print(payload["text"])
                return 0 if texts.of(payload["messageId"]) == payload["text"] else 2


if __name__ == "__main__":
    sys.exit(main())
