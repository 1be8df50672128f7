#!/bin/sh
# Fills fuzz/corpus from the test fixtures. Then: cargo +nightly fuzz run webhook_body
set -eu
cd "$(dirname "$0")"
fixtures=../tests/fixtures/seatable
mkdir -p corpus/webhook_body corpus/webhook_xml corpus/signature corpus/cell_value corpus/filters corpus/address corpus/relay_words corpus/relay_letter
cp "$fixtures"/*.json corpus/webhook_body/
printf '%s' '<r><op_type>x</op_type><row_data><item><value>1</value></item></row_data></r>' >corpus/webhook_body/item.xml
printf '\000\001\002\003\377<a>b</a>' >corpus/webhook_xml/pieces
printf '%s' 'sha256=b4b94fb5867e302591637eea44c10f8db4888a95b69cc4cbfe82294e074dc268' >corpus/signature/header
printf '%s' '[{"row_id":"a","display_value":12.5},"2022-06-04 07:05"]{"format":"D/M/YYYY HH:mm"}' >corpus/cell_value/link
printf '%s' '# *a* [b](c) ![](d)' >corpus/cell_value/markdown
printf '%s' '{"filter_conjunction":"And","filters":[{"column_key":"k","filter_predicate":"is","filter_term":"a"}]}{}"a"' >corpus/filters/text
printf '%s' 'https://cloud.seatable.io:8443/sub/workspace/24/dtable/S%20a/?tid=0000&vid=0000&row-id=Fk' >corpus/address/row
printf '%s' 'rowbell://relay?address=https%3A%2F%2Frelay.example.org&invitation=cylB7W-Yhl0HkhtnIFS0kg' >corpus/relay_words/link
printf '%s' '{"type":"gap","reason":"retention","until_ms":5}' >corpus/relay_words/gap
printf '%s' '{"type":"confirm","after":17}' >corpus/relay_words/confirm
printf '%s\n%s' '{"received_ms":5,"address":"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA","headers":[["a","b"]]}' 'body' >corpus/relay_letter/letter
