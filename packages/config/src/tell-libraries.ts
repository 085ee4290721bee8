/** For libraries that read the environment by themselves: they get what we know under another name. */
export function tellLibraries(values: { NEXTAUTH_URL: string }): void {
  Object.assign(process.env, values)
}
