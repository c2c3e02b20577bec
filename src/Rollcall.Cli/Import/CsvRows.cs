using System.Runtime.CompilerServices;
using System.Text;
using Rollcall.Cli.Server;

namespace Rollcall.Cli.Import;

/// <summary>A row of CSV.</summary>
/// <param name="Number">From 1, counting every row; blank lines count too.</param>
/// <param name="Cells">Null for one with nothing in it, empty for one with two quotes in it.</param>
/// <param name="Fault">What is wrong with it; null as a rule.</param>
internal sealed record CsvRow(long Number, IReadOnlyList<string?> Cells, RowFault? Fault);

/// <summary>
/// Takes CSV apart, a row at a time. Where quotes are not as they must be nobody can say where the next row begins, so reading ends there with a fault.
/// </summary>
internal sealed class CsvRows
{
    private const int MostBytes = InteractionSender.MaxBytes;

    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private enum At
    {
        CellStart,
        Plain,
        Quoted,
        AfterQuote,
        CarriageReturn,
    }

    private readonly List<string?> _cells = [];
    private byte[] _cell = new byte[1 << 12];
    private int _length;
    private int _rowBytes;
    private bool _isQuoted;
    private At _at = At.CellStart;
    private long _number = 1;
    private RowFault? _fault;

    public static async IAsyncEnumerable<CsvRow> Read(Stream file, [EnumeratorCancellation] CancellationToken ct)
    {
        var rows = new CsvRows();
        var bytes = new byte[1 << 16];
        var isFirst = true;
        while (await file.ReadAtLeastAsync(bytes, 3, throwOnEndOfStream: false, ct) is var read and > 0)
        {
            var from = isFirst && bytes.AsSpan(0, read).StartsWith(Encoding.UTF8.Preamble) ? 3 : 0;
            isFirst = false;
            for (var i = from; i < read; i++)
            {
                if (rows.Take(bytes[i]) is not { } row)
                    continue;
                yield return row;
                if (rows._at != At.CellStart)
                    yield break;
            }
        }

        if (rows.End() is { } last)
            yield return last;
    }

    // A row, when this byte ends it; one with a broken structure leaves the state as it is.
    private CsvRow? Take(byte b)
    {
        if (++_rowBytes > MostBytes)
            return Broken("too_long", $"the row is longer than {MostBytes} bytes; a quote may be missing");
        switch (_at, b)
        {
            case (At.Quoted, (byte)'"'):
                _at = At.AfterQuote;
                return null;
            case (At.Quoted, _):
                Append(b);
                return null;
            case (At.CarriageReturn, (byte)'\n'):
            case (At.CellStart or At.Plain or At.AfterQuote, (byte)'\n'):
                return EndRow();
            case (At.CarriageReturn, _):
                return Broken("invalid_line_end", $"{Place} is followed by a carriage return alone");
            case (_, (byte)'\r'):
                _at = At.CarriageReturn;
                return null;
            case (_, (byte)','):
                EndCell();
                _at = At.CellStart;
                return null;
            case (At.AfterQuote, (byte)'"'):
                Append(b);
                _at = At.Quoted;
                return null;
            case (At.AfterQuote, _):
                return Broken("invalid_quote", $"{Place} goes on after its closing quote");
            case (At.CellStart, (byte)'"'):
                (_isQuoted, _at) = (true, At.Quoted);
                return null;
            case (_, (byte)'"'):
                return Broken("invalid_quote", $"{Place} has a quote within it, but none before it");
            default:
                Append(b);
                _at = At.Plain;
                return null;
        }
    }

    private CsvRow? End() => _at switch
    {
        At.Quoted => Broken("unclosed_quote", $"{Place} begins with a quote that is never closed"),
        At.CellStart when _cells.Count == 0 => null,
        _ => EndRow(),
    };

    private CsvRow? EndRow()
    {
        var isBlank = _cells.Count == 0 && _length == 0 && !_isQuoted;
        EndCell();
        var row = new CsvRow(_number++, [.. _cells], _fault);
        _cells.Clear();
        (_at, _rowBytes, _fault) = (At.CellStart, 0, null);
        return isBlank ? null : row;
    }

    private void EndCell()
    {
        var cell = _cell.AsSpan(0, _length);
        try
        {
            _cells.Add(cell.IsEmpty && !_isQuoted ? null : Strict.GetString(cell));
        }
        catch (DecoderFallbackException)
        {
            _fault ??= new RowFault("not_utf8", $"{Place} is not UTF-8.");
            _cells.Add(null);
        }

        if (_cell.Length > 1 << 20)
            _cell = new byte[1 << 12];
        (_length, _isQuoted) = (0, false);
    }

    private void Append(byte b)
    {
        if (_length == _cell.Length)
            Array.Resize(ref _cell, 2 * _length);
        _cell[_length++] = b;
    }

    private string Place => $"cell {_cells.Count + 1}";

    private CsvRow Broken(string code, string what)
    {
        // Not the start of a cell: that is how whoever reads knows that this was the last row.
        _at = At.Quoted;
        return new(_number, [], new(code, $"Here {what}. Nothing after it was read."));
    }
}
