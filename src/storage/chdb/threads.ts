/**
 * The engine runs each statement on a thread of Node's pool, which has four unless told otherwise: four slow charts
 * would keep every insert, every file access and even the order to stop them waiting. The pool takes its size from the
 * environment at its first use, so an entry point imports this file before everything else.
 */
const THREADS = 32;

process.env['UV_THREADPOOL_SIZE'] ??= String(THREADS);
