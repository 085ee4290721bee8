/** Anything that JSON can carry; a cursor or an inverse is the provider's own shape and opaque to core. */
export type Json = null | boolean | number | string | Json[] | { [key: string]: Json }
