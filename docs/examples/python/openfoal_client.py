"""A small OpenFoal client: Python 3, the `websocket` library (websocket-client) and nothing else of ours.

Written from docs/protocol.md and GET /schema alone. One thread, blocking calls:

    with OpenFoal("ws://127.0.0.1:3000/ws", token) as foal:
        foal.follow()
        run = foal.mutate("agent.run", {"input": "list"})
        for envelope in foal.events():
            ...

A lost connection is no error: calls are sent again with the key they had, and events go on behind the last one that was seen.
"""

import collections
import json
import time
import uuid

import websocket

# The gateway says PING when a connection is quiet for 30 s: silence for longer than this means that the connection is gone.
SILENCE_SECONDS = 45
RECONNECT_SECONDS = (0.05, 0.1, 0.2, 0.5, 1, 2, 2, 5, 5, 5)

CLOSE_NO_HANDSHAKE = 4400
CLOSE_UNAUTHORIZED = 4401


class Refused(Exception):
    """The gateway refused a call. Branch on `code`, never on the message."""

    def __init__(self, error):
        super().__init__("%s: %s" % (error["code"], error["message"]))
        self.code = error["code"]
        self.retryable = error["retryable"]
        self.retry_after_ms = error.get("retryAfterMs")
        self.details = error.get("details") or {}
        self.trace_id = error["traceId"]


class Disconnected(Exception):
    """The connection is gone. `code` is the WebSocket close code, None when there was none."""

    def __init__(self, reason, code=None):
        super().__init__(reason)
        self.code = code


class BrokenPromise(Exception):
    """The gateway did what the protocol rules out, such as a hole in the seqs of a session."""


class OpenFoal:
    def __init__(self, url, token, client_name="python-example"):
        self.url = url
        self.token = token
        self.client_name = client_name
        self.connected_as = None
        self.reconnects = 0
        self.resume_token = None
        self._socket = None
        self._next_id = 0
        self._stream_id = None
        self._stream_input = None
        self._inbox = collections.deque()
        self._last_seq = {}

    def __enter__(self):
        self.connect()
        return self

    def __exit__(self, *_exception):
        self.close()

    # -- connection ---------------------------------------------------------------------------------------------------------

    def connect(self):
        """Opens the connection and authenticates: `connect` is the first message, alone."""
        try:
            # Only browsers send an Origin; some libraries do too, and then it has to be one that the gateway allows.
            self._socket = websocket.create_connection(self.url, timeout=SILENCE_SECONDS, suppress_origin=True)
        except (OSError, websocket.WebSocketException) as error:
            raise Disconnected(str(error)) from error
        self._stream_id = None
        self.connected_as = self._call_once(
            "query",
            "connect",
            {"clientName": self.client_name, "clientVersion": "1.0.0", "token": self.token},
        )
        return self.connected_as

    def close(self):
        if self._socket:
            self._socket.close()
            self._socket = None

    def cut(self):
        """Closes the TCP connection without a word, as a lost network does. The next call or event comes back by itself."""
        if self._socket:
            self._socket.shutdown()

    def _reconnect(self):
        """Connects again and resumes the stream. A refusal (4401: wrong token) is final; anything else is tried again."""
        self.cut()
        for seconds in RECONNECT_SECONDS:
            try:
                self.connect()
                if self._stream_input is not None:
                    self._subscribe()
                self.reconnects += 1
                return
            except Disconnected as error:
                if error.code in (CLOSE_NO_HANDSHAKE, CLOSE_UNAUTHORIZED):
                    raise
                time.sleep(seconds)
        raise Disconnected("the gateway did not come back")

    # -- calls --------------------------------------------------------------------------------------------------------------

    def query(self, method, params=None):
        """Asks. Queries change nothing, so one that was lost is simply sent again."""
        return self._call("query", method, params or {})

    def mutate(self, method, params, key=None):
        """Does something, once. When the answer is lost the same call goes out with the same key, and gets the first answer."""
        return self._call("mutation", method, {**params, "idempotencyKey": key or str(uuid.uuid4())})

    def _call(self, kind, method, params):
        while True:
            try:
                return self._call_once(kind, method, params)
            except Disconnected:
                self._reconnect()
            except Refused as refusal:
                # Only what asks for patience is tried again here; SESSION_BUSY is for the caller to decide.
                if refusal.code != "RATE_LIMITED":
                    raise
                time.sleep((refusal.retry_after_ms or 1000) / 1000)

    def _call_once(self, kind, method, params):
        call_id = self._send(kind, method, params)
        while True:
            frame = self._receive()
            if frame.get("id") != call_id:
                # A refusal of something that could not be read has no id: it can only be meant for what was sent last.
                if not (frame.get("id") is None and "error" in frame):
                    self._sort(frame)
                    continue
            if "error" in frame:
                raise Refused(frame["error"]["data"]["protocol"])
            return frame["result"].get("data")

    # -- events -------------------------------------------------------------------------------------------------------------

    def follow(self, session_id=None, after=None):
        """Subscribes to events.stream: before acting, so that nothing is missed."""
        self._stream_input = {} if session_id is None else {"sessionId": session_id}
        self.resume_token = after
        try:
            self._subscribe()
        except Disconnected:
            self._reconnect()

    def _subscribe(self):
        self._stream_id = self._send("subscription", "events.stream", self._stream_input, self.resume_token)
        while True:
            frame = self._receive()
            if frame.get("id") == self._stream_id and "error" in frame:
                raise Refused(frame["error"]["data"]["protocol"])
            if frame.get("id") == self._stream_id and frame["result"]["type"] == "started":
                return
            self._sort(frame)

    def events(self):
        """Every event, in order per session, for ever: across lost connections and restarts of the gateway."""
        while True:
            while self._inbox:
                yield self._inbox.popleft()
            try:
                self._sort(self._receive())
            except Disconnected:
                self._reconnect()

    def _sort(self, frame):
        """Keeps an event for whoever iterates; anything else that arrives here concerns nobody any more."""
        if frame.get("id") != self._stream_id or self._stream_id is None:
            return
        if "error" in frame:
            raise Refused(frame["error"]["data"]["protocol"])
        result = frame["result"]
        if result["type"] != "data":
            return
        envelope = result["data"]["data"]
        session_id, seq = envelope["sessionId"], envelope["seq"]
        last = self._last_seq.get(session_id)
        if last is not None and seq != last + 1:
            raise BrokenPromise("seq %d came after %d in %s" % (seq, last, session_id))
        self._last_seq[session_id] = seq
        # Only now: a token that is kept before its event would skip it.
        self.resume_token = result["id"]
        self._inbox.append(envelope)

    # -- frames -------------------------------------------------------------------------------------------------------------

    def _send(self, kind, path, params, last_event_id=None):
        self._next_id += 1
        frame = {"id": self._next_id, "method": kind, "params": {"path": path, "input": params}}
        if last_event_id is not None:
            frame["params"]["lastEventId"] = last_event_id
        try:
            if self._socket is None:
                raise Disconnected("not connected")
            self._socket.send(json.dumps(frame))
        except (OSError, websocket.WebSocketException) as error:
            raise Disconnected(str(error)) from error
        return self._next_id

    def _receive(self):
        """The next JSON frame; PING is answered on the way."""
        while True:
            try:
                if self._socket is None:
                    raise Disconnected("not connected")
                opcode, data = self._socket.recv_data()
            except (OSError, AttributeError, websocket.WebSocketException) as error:
                raise Disconnected(str(error)) from error
            if opcode == websocket.ABNF.OPCODE_CLOSE:
                code = int.from_bytes(data[:2], "big") if len(data) >= 2 else None
                raise Disconnected("closed with code %s" % code, code)
            text = data.decode("utf-8")
            if text == "PING":
                self._socket.send("PONG")
            elif text != "PONG":
                frame = json.loads(text)
                if frame.get("method") == "reconnect":
                    raise Disconnected("the gateway asks to connect again")
                return frame


class Texts:
    """Folds agent.delta into texts: cut at `offset`, append `delta`, one text for each messageId and kind.

    Offsets count UTF-16 units, as JavaScript, Java and C# do. Python counts code points, so the text is kept as UTF-16.
    """

    def __init__(self):
        self._texts = {}

    def fold(self, payload):
        key = (payload["messageId"], payload["kind"])
        before = self._texts.get(key, b"")
        start = 2 * payload["offset"]
        if start > len(before):
            raise BrokenPromise("a delta starts at %d, the text ends at %d" % (payload["offset"], len(before) // 2))
        self._texts[key] = before[:start] + payload["delta"].encode("utf-16-le")

    def of(self, message_id, kind="text"):
        return self._texts.get((message_id, kind), b"").decode("utf-16-le")
