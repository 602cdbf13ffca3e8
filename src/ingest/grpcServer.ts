/**
 * OTLP/gRPC: the Export calls of traces and logs. Unary gRPC is a small protocol over HTTP/2, and Node has the HTTP/2: so
 * bodies are counted while they arrive and compression is undone within the same limits as over HTTP, which a gRPC library
 * does not let its user do (docs/decisions/0004-grpc-over-http2.md).
 */
import {
  constants,
  createServer,
  type Http2Server,
  type IncomingHttpHeaders,
  type ServerHttp2Session,
  type ServerHttp2Stream,
} from 'node:http2';
import type { AddressInfo, Socket } from 'node:net';
import { BodyError } from './bodyError';
import { OK, readFrame, refusalStatus, status, UNIMPLEMENTED, writeFrame, type GrpcStatus } from './grpcFrame';
import { inflate } from './inflate';
import { Overloaded, type Lease } from './memoryBudget';
import { successMessage } from './otlpAnswer';
import type { PlainRequest, Sender } from './otlpRequest';
import { refusal, type Outcome, type Refusal } from './outcome';
import { readBody } from './readBody';
import type { Signal } from './signals';

const METHODS: Readonly<Record<string, Signal>> = {
  '/opentelemetry.proto.collector.trace.v1.TraceService/Export': 'traces',
  '/opentelemetry.proto.collector.logs.v1.LogsService/Export': 'logs',
};

const RESPONSE_HEADERS = { ':status': 200, 'content-type': 'application/grpc+proto', 'grpc-accept-encoding': 'identity,gzip' } as const;

/** Bytes that a sender may have on the way; the default of 64 KiB holds up large batches over slow lines. */
const STREAM_WINDOW = 1024 ** 2;
const SESSION_WINDOW = 4 * 1024 ** 2;
const STREAMS_PER_CONNECTION = 100;
/** A connection on which nothing happens for this long is closed; its sender opens another. */
const IDLE_CONNECTION_MS = 15 * 60_000;
const KEEP_ALIVE_MS = 60_000;

export interface GrpcOptions {
  /** What the receiver makes of a message; never rejects. */
  receive(request: PlainRequest, lease: Lease): Promise<Outcome>;
  /** Room for one more request. */
  lease(): Lease;
  /** The sender that the value of the `authorization` metadata stands for. */
  authorize(authorization: string | undefined): Sender | Refusal;
  readonly limits: { readonly maxBodyBytes: number; readonly maxDecodedBytes: number };
  readonly retrySeconds: number;
  /** A request that has not come to its end after this long is given up. */
  readonly requestTimeoutMs: number;
  readonly log: { error(details: object, message: string): void };
}

export interface GrpcServer {
  /** @returns the port. Rejects with a system error such as EADDRINUSE */
  listen(host: string, port: number): Promise<number>;
  /** Takes no more calls and resolves when the running ones have been answered. */
  close(): Promise<void>;
}

export function createGrpcServer(options: GrpcOptions): GrpcServer {
  const server = createServer({
    settings: { initialWindowSize: STREAM_WINDOW, maxConcurrentStreams: STREAMS_PER_CONNECTION, enablePush: false },
  });
  const sessions = new Set<ServerHttp2Session>();
  server.on('connection', (socket: Socket) => socket.setKeepAlive(true, KEEP_ALIVE_MS));
  server.on('session', (session) => {
    sessions.add(session);
    session.setLocalWindowSize(SESSION_WINDOW);
    session.setTimeout(IDLE_CONNECTION_MS, () => session.close());
    session.once('close', () => sessions.delete(session));
    // A peer that breaks the protocol costs its own connection.
    session.on('error', () => session.destroy());
  });
  server.on('stream', (stream, headers) => void serve(stream, headers, options));
  return {
    listen: (host, port) => listen(server, host, port),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const session of sessions) session.close();
      }),
  };
}

function listen(server: Http2Server, host: string, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      server.off('error', reject);
      resolve((server.address() as AddressInfo).port);
    });
  });
}

async function serve(stream: ServerHttp2Stream, headers: IncomingHttpHeaders, options: GrpcOptions): Promise<void> {
  const lease = options.lease();
  // A stream that its peer resets emits an error; without a listener it would end the process.
  stream.on('error', () => undefined);
  const timer = setTimeout(() => stream.close(constants.NGHTTP2_CANCEL), options.requestTimeoutMs);
  try {
    const answer = await answerCall(stream, headers, lease, options);
    if (!stream.destroyed && !stream.closed) send(stream, answer);
  } catch (error) {
    options.log.error({ err: error }, 'a gRPC call could not be answered');
    stream.close(constants.NGHTTP2_INTERNAL_ERROR);
  } finally {
    clearTimeout(timer);
    lease.release();
  }
}

/** A message with its status, or a status alone; `http` where the caller does not speak gRPC at all. */
type Answer = { readonly message: Buffer } | { readonly status: GrpcStatus } | { readonly http: number };

function send(stream: ServerHttp2Stream, answer: Answer): void {
  if ('http' in answer) {
    stream.respond({ ':status': answer.http }, { endStream: true });
    return;
  }
  if ('status' in answer) {
    stream.respond({ ...RESPONSE_HEADERS, ...answer.status }, { endStream: true });
    // What is left of a body that was not read is not wanted any more.
    if (!stream.readableEnded) stream.close(constants.NGHTTP2_NO_ERROR);
    return;
  }
  stream.respond(RESPONSE_HEADERS, { waitForTrailers: true });
  stream.once('wantTrailers', () => stream.sendTrailers({ ...OK }));
  stream.end(writeFrame(answer.message));
}

async function answerCall(stream: ServerHttp2Stream, headers: IncomingHttpHeaders, lease: Lease, options: GrpcOptions): Promise<Answer> {
  const { authorize, limits, receive, retrySeconds } = options;
  if (headers[':method'] !== 'POST' || !/^application\/grpc(\+proto|;|$)/.test(headers['content-type'] ?? '')) return { http: 415 };
  const path = headers[':path'] ?? '';
  const signal = Object.hasOwn(METHODS, path) ? METHODS[path] : undefined;
  if (signal === undefined)
    return { status: status(UNIMPLEMENTED, `There is no method ${path.slice(0, 200)}. Plumbline takes traces and logs.`) };
  const sender = authorize(headers.authorization);
  if ('ok' in sender) return { status: refusalStatus(sender) };
  try {
    const body = await readBody(stream, limits.maxBodyBytes, lease);
    sender.spend?.(body.length);
    const frame = readFrame(body);
    if ('problem' in frame) return { status: refusalStatus(refusal(400, frame.problem)) };
    const compression = frame.isCompressed ? String(headers['grpc-encoding'] ?? 'identity') : 'identity';
    if (!/^(identity|gzip)$/.test(compression))
      return { status: status(UNIMPLEMENTED, `The compression ${compression} is not known: send gzip.`) };
    const bytes = await inflate(frame.message, compression, limits.maxDecodedBytes, lease);
    const outcome = await receive({ signal, encoding: 'protobuf', bytes, sender }, lease);
    return outcome.ok ? { message: successMessage(outcome) } : { status: refusalStatus(outcome) };
  } catch (error) {
    if (error instanceof BodyError) return { status: refusalStatus(refusal(error.status, error.message)) };
    if (error instanceof Overloaded) return { status: refusalStatus(refusal(503, error.message, retrySeconds)) };
    throw error;
  }
}
