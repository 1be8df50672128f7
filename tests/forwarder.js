// A forwarder as smee.io's client and others are: it reads the JSON that it is sent, and writes it anew. The only argument is
// where to; its own address is its first line of output.

const http = require('node:http');

const server = http.createServer(async (request, response) => {
  let body = '';
  for await (const part of request.setEncoding('utf8')) body += part;
  const headers = { 'content-type': 'application/json' };
  const signature = request.headers['x-seatable-signature'];
  if (signature) headers['x-seatable-signature'] = signature;
  const answer = await fetch(process.argv[2], { method: 'POST', headers, body: JSON.stringify(JSON.parse(body)) });
  response.writeHead(answer.status).end();
});
server.listen(0, '127.0.0.1', () => console.log(`http://127.0.0.1:${server.address().port}/`));
