/** An HTTP client that knows whether its request was begun: what was not cannot have been taken. */
import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { ClientRequest } from 'node:http';
import type { Socket } from 'node:net';
import type { HttpClient } from '@azure/core-rest-pipeline';

export type WatchedClient = HttpClient & {
  /** False while no byte of the newest request can have reached the service. */
  readonly isBegun: () => boolean;
};

/** Tells of a request when it is made, before it has a connection (nodejs.org, "Diagnostics Channel", HTTP). */
const CREATED = 'http.client.request.created';

/** `http` for one request at a time, and for those of a new try after it. */
export function watchedClient(http: HttpClient): WatchedClient {
  let isBegun = false;
  return {
    isBegun: () => isBegun,
    sendRequest(request) {
      // Where the request is not seen being made, nothing is known of it: then it may be out.
      isBegun = true;
      const watch = (message: unknown) => {
        if (!tellsOfRequest(message)) return;
        isBegun = false;
        message.request.once('socket', (socket) => {
          whenOpen(socket, { request: message.request, url: request.url }, () => {
            isBegun = true;
          });
        });
      };
      // The request is made before this call returns, so that no other is seen in between.
      subscribe(CREATED, watch);
      try {
        return http.sendRequest(request);
      } finally {
        unsubscribe(CREATED, watch);
      }
    },
  };
}

function tellsOfRequest(message: unknown): message is { readonly request: ClientRequest } {
  return (
    typeof message === 'object' &&
    message !== null &&
    'request' in message &&
    message.request instanceof ClientRequest
  );
}

/** What is written before a connection stands waits in this process; under TLS it stands once the certificate is good. */
function whenOpen(
  socket: Socket,
  { request, url }: { readonly request: ClientRequest; readonly url: string },
  begin: () => void,
): void {
  if (request.reusedSocket) begin();
  // A proxy that opens no way answers for itself, on a socket that never gets so far.
  else if (url.startsWith('https:')) socket.once('secureConnect', begin);
  else if (socket.connecting) socket.once('connect', begin);
  else begin();
}
