#!/usr/bin/env bash
# Renders all pictures that are generated from the SVG sources of this folder.
# Needs rsvg-convert (Debian: librsvg2-bin) and ImageMagick's convert. What it writes is committed.
#
#   rowbell.svg                   the mark; small/ has it drawn anew for 16 px and for 22, 24 and 48 px
#   tray/*.svg, tray/16/*.svg     the one-colour tray icons, drawn for 22 px and for 16 px
#   hicolor/                      generated: the app icon as icon themes want it
#   tray/{light,dark}/SIZE/*.png  generated: tray icons for light and for dark panels
#   tray/*.a8                     generated: the same without a colour, for the agent: the coverage of each pixel,
#                                 one byte each, 16, 22, 24, 32 and 44 px one after another
set -euo pipefail
cd "$(dirname "$0")"

id=io.github.rowbell.Rowbell
source_colour='#232629'
declare -A panel_colour=([light]='#232629' [dark]='#f4f5f7')

# render SOURCE SIZE OUT [MARGIN]: draws SOURCE at SIZE px with MARGIN of its own units more (or, below 0, less) around it.
render() {
  local source=$1 size=$2 out=$3 margin=${4:-0}
  mkdir -p "$(dirname "$out")"
  local units
  units=$(sed -n 's/.*viewBox="0 0 \([0-9]*\) .*/\1/p' "$source" | head -n 1)
  local wide=$((units + 2 * margin))
  sed "1,5s/viewBox=\"0 0 $units $units\"/viewBox=\"$((-margin)) $((-margin)) $wide $wide\"/" "$source" |
    rsvg-convert --width "$size" --height "$size" --output "$out"
  # Without times and such, so that a second run changes nothing.
  convert "$out" -strip -define png:exclude-chunks=date,time -define png:compression-level=9 "PNG32:$out"
}

rm -rf hicolor tray/light tray/dark tray/*.a8

app() { render "$1" "$2" "hicolor/$2x$2/apps/$id.png" "${3:-0}"; }
app small/rowbell-16.svg 16
app small/rowbell-24.svg 22 -1
app small/rowbell-24.svg 24
app small/rowbell-24.svg 48
for size in 32 64 128 256 512; do app rowbell.svg "$size"; done
mkdir -p hicolor/scalable/apps
cp rowbell.svg "hicolor/scalable/apps/$id.svg"

scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

# tray STATE SIZE COLOUR OUT: 24 and 48 px are the icon of 22 px with its margin, 44 px is twice it, 32 px twice 16.
tray() {
  local state=$1 size=$2 colour=$3 out=$4 folder=tray margin=0
  case $size in
    16 | 32) folder=tray/16 ;;
    24 | 48) margin=1 ;;
  esac
  sed "s/$source_colour/$colour/" "$folder/$state.svg" >"$scratch/$state.svg"
  render "$scratch/$state.svg" "$size" "$out" "$margin"
}

for state in idle unread paused trouble; do
  for panel in light dark; do
    for size in 16 22 24 32 44 48; do
      tray "$state" "$size" "${panel_colour[$panel]}" "tray/$panel/$size/$state.png"
    done
  done
  for size in 16 22 24 32 44; do
    convert "tray/dark/$size/$state.png" -alpha extract -depth 8 "gray:-"
  done >"tray/$state.a8"
done
