/** Flag of a span whose sender had a token that is bound to services: what it says of itself is taken for those alone. */
export const BOUND_SENDER = 'bound_sender';
