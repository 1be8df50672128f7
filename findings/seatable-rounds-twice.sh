#!/usr/bin/env bash
# What: SeaTable's grid rounds a number with fixed decimals twice, and cuts money whose decimals are not fixed.
# Guess: 2.3449 with two decimals is shown as 2.34, as `toFixed` has it, and €1.999 as €2.00.
# So: dtable-utils 5.0.30, the library that draws SeaTable's pages, first rounds to one decimal more: 2.3449 becomes 2.345,
#   and that 2.35; 19.9946 becomes 20.00. Money is cut to two decimals: €1.99. SeaTable's notices write other texts.
# Seen: 2.35 20.00 €1.99
# In Rowbell: values are written as the grid has them; seatable's value::grid_tests holds a thousand of its answers.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
# It needs the last of these without saying so.
npm install --silent --no-audit --no-fund --prefix "$folder" \
  dtable-utils@5.0.30 dayjs@1.10.7 @babel/runtime@7.28.4 >/dev/null
node -e '
  const { getNumberDisplayString: shown } = require("dtable-utils");
  const fixed = { format: "number", enable_precision: true, precision: 2 };
  console.log(shown(2.3449, fixed), shown(19.9946, fixed), shown(1.999, { format: "euro" }));
' | tee seen
[ "$(cat seen)" = "2.35 20.00 €1.99" ]
