#!/usr/bin/env bash
# What: Gnumeric does not undo the escapes `_xHHHH_` in the texts of a workbook (.xlsx).
# Guess: `_x005F_x0041_` in the file, which is how the format writes the text `_x0041_`, is read as `_x0041_` (ECMA-376,
#   ST_Xstring; Excel and LibreOffice do so), so a writer that escapes as the format says is read right everywhere.
# So: Gnumeric 1.12.55 shows `_x005F_x0041_`, as it stands in the file.
# Seen: read: _x005F_x0041_
# In Rowbell: exports are written as the format says; tests/e2e/spreadsheets.rs expects the escape from Gnumeric, and the
#   text itself from LibreOffice.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
# What they need besides, GTK above all, is there where Rowbell is built.
apt-get download -qq gnumeric=1.12.55-1 gnumeric-common=1.12.55-1 libgoffice-0.10-10=0.10.55-1 \
  libgoffice-0.10-10-common=0.10.55-1 libgsf-1-114 libgsf-1-common
for package in ./*.deb; do dpkg -x "$package" root; done

python3 - <<'PYTHON'
import zipfile
main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
of = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
package = "http://schemas.openxmlformats.org/package/2006"
kind = "application/vnd.openxmlformats-officedocument.spreadsheetml"
with zipfile.ZipFile("text.xlsx", "w") as book:
    book.writestr("[Content_Types].xml", f'<Types xmlns="{package}/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{kind}.sheet.main+xml"/>'
        f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{kind}.worksheet+xml"/></Types>')
    book.writestr("_rels/.rels", f'<Relationships xmlns="{package}/relationships">'
        f'<Relationship Id="rId1" Type="{of}/officeDocument" Target="xl/workbook.xml"/></Relationships>')
    book.writestr("xl/workbook.xml", f'<workbook xmlns="{main}" xmlns:r="{of}">'
        '<sheets><sheet name="Sheet1" sheetId="1" r:id="rId1"/></sheets></workbook>')
    book.writestr("xl/_rels/workbook.xml.rels", f'<Relationships xmlns="{package}/relationships">'
        f'<Relationship Id="rId1" Type="{of}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>')
    book.writestr("xl/worksheets/sheet1.xml", f'<worksheet xmlns="{main}"><sheetData><row r="1">'
        '<c r="A1" t="inlineStr"><is><t>_x005F_x0041_</t></is></c></row></sheetData></worksheet>')
PYTHON
lib=$(echo "$folder"/root/usr/lib/*-linux-gnu*)
HOME=$folder LD_LIBRARY_PATH=$lib "$folder/root/usr/bin/ssconvert" -L "$lib/gnumeric/1.12.55" \
  -D "$folder/root/usr/share/gnumeric/1.12.55" text.xlsx text.csv >/dev/null 2>&1
echo "read: $(cat text.csv)"
[ "$(cat text.csv)" = _x005F_x0041_ ]
