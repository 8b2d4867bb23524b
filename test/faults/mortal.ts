/** A process that dies: from a certain call on, nothing that it asks of the world answers any more. */
export type Life = {
  /** Calls that were answered so far. */
  readonly calls: number;
  /** Settles when the last call it was given has taken effect; its answer never arrives. */
  readonly died: Promise<'died'>;
  /** The world, as seen by this process. */
  lead<Port extends object>(port: Port): Port;
};

/** It dies when that many calls have taken effect; `Infinity`: never. */
export function lifeOf(calls: number): Life {
  let answered = 0;
  const { promise: died, resolve: die } = Promise.withResolvers<'died'>();

  /** Waits for the effect; the answer comes only to the living. */
  async function answer<Reply>(reply: Promise<Reply>): Promise<Reply> {
    const value = await reply;
    answered += 1;
    if (answered < calls) return value;
    die('died');
    return await new Promise<never>(() => {});
  }

  async function* answers<Item>(items: AsyncIterable<Item>): AsyncGenerator<Item> {
    const iterator = items[Symbol.asyncIterator]();
    for (;;) {
      const { done, value } = await answer(iterator.next());
      if (done === true) return;
      yield value;
    }
  }

  return {
    get calls() {
      return answered;
    },
    died,
    lead: (port) =>
      new Proxy(port, {
        get(target, name, receiver) {
          const member: unknown = Reflect.get(target, name, receiver);
          if (typeof member !== 'function') return member;
          return (...given: unknown[]): unknown => {
            const reply: unknown = Reflect.apply(member, target, given);
            if (reply instanceof Promise) return answer(reply);
            return isStream(reply) ? answers(reply) : reply;
          };
        },
      }),
  };
}

function isStream(value: unknown): value is AsyncIterable<unknown> {
  return typeof value === 'object' && value !== null && Symbol.asyncIterator in value;
}
