using System.Globalization;
using System.Text;

namespace OnlineMl.Datasets;

/// <summary>The rows of an ARFF file.</summary>
internal sealed class ArffRows : RowStream
{
    private readonly StreamReader _text;
    private bool _hasNames;

    public ArffRows(Stream stream)
    {
        _text = new StreamReader(stream, Encoding.UTF8);
        Header = ArffHeader.Read(_text);
    }

    public ArffHeader Header { get; }

    protected override bool TryWriteRow()
    {
        if (!_hasNames)
        {
            _hasNames = true;
            Write(Header.Names);
            return true;
        }

        while (_text.ReadLine() is { } line)
        {
            line = line.Trim();
            if (line.Length > 0 && line[0] != '%')
            {
                Write(line[0] == '{' ? Sparse(line) : Dense(line));
                return true;
            }
        }

        return false;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _text.Dispose();
        }

        base.Dispose(disposing);
    }

    private void Write(IEnumerable<string> cells)
    {
        foreach (var cell in cells)
        {
            WriteCell(Encoding.UTF8.GetBytes(cell));
        }
    }

    private string[] Dense(string line)
    {
        var cells = new string[Header.Names.Count];
        for (var i = 0; i < cells.Length; i++)
        {
            cells[i] = ArffText.TakeCell(ref line);
        }

        return cells;
    }

    // What is not named is 0, or the first value of a nominal attribute.
    private string[] Sparse(string line)
    {
        var cells = new string[Header.Names.Count];
        Array.Fill(cells, "0");
        foreach (var category in Header.Categories)
        {
            cells[category.Key] = category.Value;
        }

        line = line.Trim('{', '}', ' ');
        while (line.Length > 0)
        {
            line = line.TrimStart(' ', ',');
            var index = ArffText.Take(ref line);
            if (!int.TryParse(index, NumberStyles.None, CultureInfo.InvariantCulture, out var position) || position >= cells.Length)
            {
                // A row of another length is left out and told of.
                return [.. cells, index];
            }

            cells[position] = ArffText.TakeCell(ref line);
        }

        return cells;
    }
}
