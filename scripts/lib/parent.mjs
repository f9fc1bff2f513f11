const lookEveryMs = 500

/**
 * Under npm, ends this process as SIGTERM does once its parent is gone. npm hands a signal on to the shell in
 * between, and a shell that ends by it leaves its program behind. Does nothing outside of npm.
 * @param {NodeJS.ProcessEnv} [env]
 */
export function endWithNpm(env = process.env) {
  if (!env.npm_lifecycle_event) return
  const parent = process.ppid
  const watch = setInterval(() => {
    if (process.ppid === parent) return
    clearInterval(watch)
    process.kill(process.pid, 'SIGTERM')
  }, lookEveryMs)
  watch.unref()
}
