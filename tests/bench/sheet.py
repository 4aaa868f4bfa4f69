"""sheet.py xlsxwriter|openpyxl STORE REPORT.sql OUT.xlsx HEAD FROM TO

What sheet.c does, in Python with the library named, each in its mode for constant memory: the cells of a
report from its own SELECTs, and nothing besides. ImportError where the library is not installed.
"""
import datetime
import re
import sqlite3
import sys
from zoneinfo import ZoneInfo

ZONE = ZoneInfo('Europe/Paris')


def sections(path):
    """Every section: its name, its columns (name, kind, heading) and its one statement."""
    name, columns, sql = None, [], ''
    with open(path, encoding='utf-8') as file:
        for line in file:
            if line.startswith('-- section:'):
                name, columns, sql = line.split()[2], [], ''
            elif line.startswith('--|'):
                declared = re.match(r'--\| (\S+)\s+(\S+)\s+([^[\n]+)', line)
                if declared and declared[1] != 'title':
                    columns.append((declared[1], declared[2], declared[3].strip()))
            elif name and not line.startswith('--'):
                sql += line
                if line.endswith(';\n'):
                    yield name, columns, sql
                    name = None


def local(text):
    at = datetime.datetime.fromisoformat(text.replace('Z', '+00:00'))
    return at.astimezone(ZONE).replace(tzinfo=None)


def cells(columns, row):
    """(kind, value) for each cell, a unit behind the last of several amounts."""
    for i, (name, kind, heading) in enumerate(columns):
        value = row[name]
        if kind == 'amount':
            yield 'number', None if value is None else value / 1000000
            if i + 1 == len(columns) or columns[i + 1][1] != 'amount':
                yield 'text', 'mL'
        elif value is None or kind == 'flag':
            yield 'text', heading if value else None
        elif kind in ('instant', 'day'):
            yield (kind, local(value)) if len(value) > 10 else ('day', datetime.datetime.fromisoformat(value)) \
                if len(value) == 10 else ('text', value)
        else:
            yield 'number' if kind == 'count' else 'text', value


def with_xlsxwriter(path, answers):
    import xlsxwriter
    book = xlsxwriter.Workbook(path, {'constant_memory': True})
    formats = {kind: book.add_format({'num_format': text}) for kind, text in
               (('text', '@'), ('number', '0.0#####'), ('day', 'yyyy-mm-dd'), ('instant', 'yyyy-mm-dd hh:mm:ss'))}
    for name, columns, rows in answers:
        sheet = book.add_worksheet(name)
        sheet.write_row(0, 0, [heading for _, _, heading in columns])
        for at, row in enumerate(rows, 1):
            for column, (kind, value) in enumerate(cells(columns, row)):
                if value is None:
                    continue
                if kind == 'text':
                    sheet.write_string(at, column, value, formats[kind])
                elif kind == 'number':
                    sheet.write_number(at, column, value, formats[kind])
                else:
                    sheet.write_datetime(at, column, value, formats[kind])
    book.close()


def with_openpyxl(path, answers):
    import openpyxl
    book = openpyxl.Workbook(write_only=True)
    for name, columns, rows in answers:
        sheet = book.create_sheet(name)
        sheet.append([heading for _, _, heading in columns])
        for row in rows:
            sheet.append([value for _, value in cells(columns, row)])
    book.save(path)


class Words(dict):
    """What is not given is NULL."""
    def __missing__(self, name):
        return None


def main(library, store, report, path, head, begin, end):
    database = sqlite3.connect(f'file:{store}?mode=ro', uri=True)
    database.row_factory = sqlite3.Row
    words = Words({'head': int(head), 'from': begin, 'to': end})
    answers = ((name, columns, database.execute(sql, words)) for name, columns, sql in sections(report))
    (with_xlsxwriter if library == 'xlsxwriter' else with_openpyxl)(path, answers)


main(*sys.argv[1:])
