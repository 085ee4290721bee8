export type SandboxOptions = {
  clientId: string
  clientSecret: string
  /** Registered with 'Google': only these are answered, to the letter. */
  redirectUris: string[]
  /** Our own address; known once the port is. */
  url(): string
}
