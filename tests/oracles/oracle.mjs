// Asks the senders' own libraries about deliveries: a JSON list on standard input, a JSON list of answers out.
// Each delivery: {by, secret, headers, body}. Each answer: whether the library takes it for genuine.
import '@shopify/shopify-api/adapters/node';
import { ApiVersion, shopifyApi } from '@shopify/shopify-api';
import EasyPost from '@easypost/api';
import { Webhook } from 'standardwebhooks';

const lowered = (headers) => Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));

// It has no call that takes a body it cannot read, so it is asked to sign, and the two are compared.
function standardwebhooks({ secret, headers, body }) {
  const { 'webhook-id': id, 'webhook-timestamp': at, 'webhook-signature': given } = lowered(headers);
  return new Webhook(secret).sign(id, new Date(Number(at) * 1000), body) === given;
}

async function shopify({ secret, headers, body }) {
  const api = shopifyApi({
    apiKey: 'none', apiSecretKey: secret, scopes: [], hostName: 'localhost', isEmbeddedApp: false,
    apiVersion: Object.values(ApiVersion)[0], logger: { log: () => {} },
  });
  const rawRequest = { method: 'POST', url: '/', headers: lowered(headers) };
  const rawResponse = { setHeader: () => {}, getHeaders: () => ({}) };
  return (await api.webhooks.validate({ rawBody: body, rawRequest, rawResponse })).valid;
}

function easypost({ secret, headers, body }) {
  try {
    return Boolean(new EasyPost('none').Utils.validateWebhook(Buffer.from(body), headers, secret));
  } catch {
    return false;
  }
}

const ORACLES = { 'npm standardwebhooks': standardwebhooks, 'npm @shopify/shopify-api': shopify, 'npm @easypost/api': easypost };

let told = '';
for await (const piece of process.stdin) told += piece;
const answers = [];
for (const delivery of JSON.parse(told)) answers.push(await ORACLES[delivery.by](delivery));
process.stdout.write(JSON.stringify(answers));
