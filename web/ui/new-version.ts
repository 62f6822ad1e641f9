const keptKey = 'reloadedAt'
const pauseMs = 60_000

/**
 * After the server was renewed, an open page asks for parts that are gone. Then the page is loaded anew, once a
 * minute at most: if that did not help, the fault is shown.
 */
export const reloadWhenRenewed = (now: () => number): void => {
  window.addEventListener('vite:preloadError', (event) => {
    const before = Number(sessionStorage.getItem(keptKey) ?? 0)
    if (now() - before < pauseMs) return
    sessionStorage.setItem(keptKey, String(now()))
    event.preventDefault()
    window.location.reload()
  })
}
