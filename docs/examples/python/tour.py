#!/usr/bin/env python3
"""A tour through the protocol against a running gateway with its demo model. Every stop checks what it was promised.

    python3 tour.py --url ws://127.0.0.1:3000/ws --token "$OPENFOAL_TOKEN"

The token has to be a user's (OPENFOAL_TOKEN), since the tour approves a command; with `--service-token` (the file
$OPENFOAL_HOME/token) it also shows that a service cannot. Ends with exit code 0 when every promise was kept.
"""

import argparse
import sys
import uuid

from openfoal_client import OpenFoal, Refused, Texts

LONG_STREAM = "stream 200"


def check(name, kept, detail=""):
    print("%s - %s" % ("ok" if kept else "not ok", name), flush=True)
    if not kept:
        sys.exit("not kept: %s %s" % (name, detail))


def refusal(call):
    """The refusal of a call that has to be refused."""
    try:
        result = call()
    except Refused as refused:
        return refused
    sys.exit("was not refused: %r" % (result,))


def watch(foal, run_id, texts, on_event=lambda envelope: None):
    """Follows one run to its end: folds its text, hands every event on, answers the last envelope."""
    for envelope in foal.events():
        if envelope.get("runId") != run_id:
            continue
        if envelope["event"] == "agent.delta":
            texts.fold(envelope["payload"])
        on_event(envelope)
        if envelope["event"] in ("agent.completed", "agent.failed"):
            return envelope


def a_plain_turn(foal):
    page = foal.query("sessions.list", {"limit": 5})
    print("  %d sessions" % len(page["items"]))
    check("sessions.list answers a page of sessions", isinstance(page["items"], list))

    texts = Texts()
    run = foal.mutate("agent.run", {"input": "思考 🐎🐎 午饭"})
    end = watch(foal, run["runId"], texts)
    done = end["payload"]
    check("a run ends with agent.completed", end["event"] == "agent.completed", end)
    check("folding by UTF-16 offset gives the text of agent.completed", texts.of(done["messageId"]) == done["text"])
    check("text beyond the basic plane survives", "🐎🐎" in done["text"], done["text"])
    print("  " + done["text"].splitlines()[-1])
    return run["sessionId"]


def the_same_call_twice(foal, session_id):
    key = str(uuid.uuid4())
    first = foal.mutate("agent.run", {"sessionId": session_id, "input": "help"}, key=key)
    # As if the first answer had been lost.
    again = foal.mutate("agent.run", {"sessionId": session_id, "input": "help"}, key=key)
    check("a retry with the same idempotency key gets the first answer", first == again, (first, again))
    watch(foal, first["runId"], Texts())
    runs = foal.query("runs.list", {"sessionId": session_id, "limit": 10})["items"]
    check("and the run happened once", sum(one["runId"] == first["runId"] for one in runs) == 1 and len(runs) == 2, runs)
    conflict = refusal(lambda: foal.mutate("agent.run", {"sessionId": session_id, "input": "list"}, key=key))
    check("the same key with other params is IDEMPOTENCY_CONFLICT", conflict.code == "IDEMPOTENCY_CONFLICT")


def errors_by_code(foal):
    unknown = refusal(lambda: foal.query("sessions.get", {"sessionId": "ses_unknown"}))
    check("an unknown session is NOT_FOUND, and not worth a retry", (unknown.code, unknown.retryable) == ("NOT_FOUND", False))
    strict = refusal(lambda: foal.query("sessions.list", {"colour": "bay"}))
    check("an unknown field is INVALID_REQUEST and is named", strict.code == "INVALID_REQUEST" and "colour" in str(strict), strict)


def a_cut_in_the_middle(foal, session_id):
    texts = Texts()
    run = foal.mutate("agent.run", {"sessionId": session_id, "input": LONG_STREAM})
    busy = refusal(lambda: foal.mutate("agent.run", {"sessionId": session_id, "input": "help"}))
    check("a second run is SESSION_BUSY, retryable, and names the run that is on",
          (busy.code, busy.retryable, busy.details.get("runId")) == ("SESSION_BUSY", True, run["runId"]), busy.details)

    before = foal.reconnects
    deltas = 0
    seqs = [run["seq"] - 1]

    def cut_at_twenty(envelope):
        nonlocal deltas
        seqs.append(envelope["seq"])
        deltas += envelope["event"] == "agent.delta"
        if deltas == 20 and foal.reconnects == before:
            foal.cut()

    end = watch(foal, run["runId"], texts, cut_at_twenty)
    done = end["payload"]
    check("the connection was cut and came back", foal.reconnects == before + 1, foal.reconnects)
    check("the stream went on after the cut", deltas > 20, deltas)
    check("the text after the cut is the text of agent.completed", texts.of(done["messageId"]) == done["text"])
    check("the seqs of the run have no gap and no repeat",
          [seq for seq in seqs if seq >= run["seq"]] == sorted(set(seqs))[1:], seqs)

    history = []
    after = run["seq"] - 1
    while after is not None:
        page = foal.query("sessions.history", {"sessionId": session_id, "afterSeq": after})
        history += page["events"]
        after = page.get("nextSeq")
    replayed = Texts()
    for envelope in history:
        if envelope["event"] == "agent.delta" and envelope["runId"] == run["runId"]:
            replayed.fold(envelope["payload"])
    check("sessions.history replays to the same text", replayed.of(done["messageId"]) == done["text"])
    check("its seqs count on without a gap",
          [one["seq"] for one in history] == list(range(run["seq"], run["seq"] + len(history))))


def an_approval(foal, url, service_token):
    texts = Texts()
    run = foal.mutate("agent.run", {"input": "run echo hello from python"})
    seen = {}

    def decide(envelope):
        seen[envelope["event"]] = envelope["payload"]
        if envelope["event"] != "approval.required":
            return
        approval = envelope["payload"]["approval"]
        print("  asked: %s %s" % (approval["toolName"], approval["args"]))
        if service_token:
            with OpenFoal(url, service_token) as service:
                forbidden = refusal(lambda: service.mutate(
                    "approval.resolve", {"approvalId": approval["approvalId"], "decision": "approve"}))
            check("a service may run and read, but not approve", forbidden.code == "FORBIDDEN", forbidden)
        waiting = foal.query("approval.queue", {"sessionId": run["sessionId"]})["items"]
        check("the approval waits in the queue", [one["approvalId"] for one in waiting] == [approval["approvalId"]])
        answer = foal.mutate("approval.resolve", {"approvalId": approval["approvalId"], "decision": "approve"})
        check("a user approves it", answer["status"] == "approved", answer)

    end = watch(foal, run["runId"], texts, decide)
    check("the tool was asked for before it ran", seen["agent.tool_call"]["verdict"]["action"] == "approval-required")
    check("the approved command ran", seen["agent.tool_result"]["status"] == "success", seen["agent.tool_result"])
    check("and said what it was told to", "hello from python" in seen["agent.tool_result"]["output"])
    check("the run went on to its end", end["event"] == "agent.completed", end)
    print("  " + end["payload"]["text"].replace("\n", "\n  "))


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--url", default="ws://127.0.0.1:3000/ws")
    parser.add_argument("--token", required=True, help="a user's: OPENFOAL_TOKEN")
    parser.add_argument("--service-token", help="the file token in OPENFOAL_HOME")
    options = parser.parse_args()
    with OpenFoal(options.url, options.token) as foal:
        me = foal.connected_as
        print("connected to OpenFoal %s, protocol %s, as %s" % (me["serverVersion"], me["protocolVersion"], me["actor"]))
        check("connect says who we are", me["actor"]["type"] == "user", "the tour needs a user's token")
        foal.follow()
        session_id = a_plain_turn(foal)
        the_same_call_twice(foal, session_id)
        errors_by_code(foal)
        a_cut_in_the_middle(foal, session_id)
        an_approval(foal, options.url, options.service_token)


if __name__ == "__main__":
    main()
