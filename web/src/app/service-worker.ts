/**
 * The app shell for when there is no network. Not in development, where it would serve yesterday's modules.
 */
export function registerServiceWorker(): void {
  if (!import.meta.env.PROD || !("serviceWorker" in navigator)) return;
  navigator.serviceWorker.register("/sw.js").catch((error: unknown) => {
    console.info("The page works without its service worker.", error);
  });
}
