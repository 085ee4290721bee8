/** The path of one of our own pages; '/' for anything else, so that our sign-in leads to nobody else's page. */
export function ownPath(wanted: string, publicUrl: URL): string {
  if (!URL.canParse(wanted, publicUrl)) return '/'
  const { origin, pathname, search } = new URL(wanted, publicUrl)
  // A path that begins with two slashes would be read as a host.
  return origin === publicUrl.origin && !pathname.startsWith('//') ? pathname + search : '/'
}
