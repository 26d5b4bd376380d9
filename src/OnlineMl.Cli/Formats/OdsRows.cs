using System.Globalization;
using System.IO.Compression;
using System.Text;
using System.Xml;
using OnlineMl.Datasets;

namespace OnlineMl.Cli.Formats;

/// <summary>The rows of the first sheet of an OpenDocument spreadsheet, the first of which has the names of the columns.</summary>
internal sealed class OdsRows : RowStream
{
    private const string Table = "urn:oasis:names:tc:opendocument:xmlns:table:1.0";
    private const string Office = "urn:oasis:names:tc:opendocument:xmlns:office:1.0";
    private const string TextSpace = "urn:oasis:names:tc:opendocument:xmlns:text:1.0";

    private readonly ZipArchive _archive;
    private readonly XmlReader _xml;
    private List<string> _row = [];
    private int _width = -1;
    private int _repeats;

    public OdsRows(Stream stream)
    {
        _archive = new ZipArchive(SeekableCopy.Of(stream), ZipArchiveMode.Read);
        var content = _archive.GetEntry("content.xml") ?? throw new DataFormatException("The data are no OpenDocument spreadsheet.");
        _xml = XmlReader.Create(content.Open(), new XmlReaderSettings { DtdProcessing = DtdProcessing.Prohibit, CloseInput = true });
        if (!_xml.ReadToFollowing("table", Table))
        {
            throw new DataFormatException("The spreadsheet has no sheet.");
        }
    }

    protected override bool TryWriteRow()
    {
        if (_repeats == 0 && !TryReadRow())
        {
            return false;
        }

        _repeats--;
        _width = _width < 0 ? _row.Count : _width;
        for (var i = 0; i < _width; i++)
        {
            WriteCell(Encoding.UTF8.GetBytes(i < _row.Count ? _row[i] : ""));
        }

        return true;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _xml.Dispose();
            _archive.Dispose();
        }

        base.Dispose(disposing);
    }

    /// <summary>Reads the next row that has a value; sheets end with thousands that have none.</summary>
    private bool TryReadRow()
    {
        while (_xml.Read())
        {
            if (_xml.NodeType == XmlNodeType.EndElement && _xml is { LocalName: "table", NamespaceURI: Table })
            {
                return false;
            }

            if (_xml.NodeType != XmlNodeType.Element || _xml is not { LocalName: "table-row", NamespaceURI: Table })
            {
                continue;
            }

            _repeats = Repeats("number-rows-repeated");
            _row = _xml.IsEmptyElement ? [] : ReadCells();
            if (_row.Count > 0)
            {
                return true;
            }
        }

        return false;
    }

    private List<string> ReadCells()
    {
        var cells = new List<string>();
        var empty = 0;
        var depth = _xml.Depth;
        while (_xml.Read() && _xml.Depth > depth)
        {
            if (_xml.NodeType != XmlNodeType.Element || _xml.NamespaceURI != Table || _xml.LocalName is not ("table-cell" or "covered-table-cell"))
            {
                continue;
            }

            var repeats = Repeats("number-columns-repeated");
            var value = ValueOfCell();
            if (value.Length == 0)
            {
                empty += repeats;
                continue;
            }

            cells.AddRange(Enumerable.Repeat("", empty));
            cells.AddRange(Enumerable.Repeat(value, repeats));
            empty = 0;
        }

        return cells;
    }

    private string ValueOfCell()
    {
        var typed = _xml.GetAttribute("value-type", Office) switch
        {
            "float" or "percentage" or "currency" => _xml.GetAttribute("value", Office),
            "date" => _xml.GetAttribute("date-value", Office),
            "boolean" => _xml.GetAttribute("boolean-value", Office),
            _ => null,
        };
        if (_xml.IsEmptyElement)
        {
            return typed ?? "";
        }

        var text = new StringBuilder();
        var depth = _xml.Depth;
        while (_xml.Read() && _xml.Depth > depth)
        {
            if (_xml.NodeType == XmlNodeType.Element && _xml is { LocalName: "p", NamespaceURI: TextSpace } && text.Length > 0)
            {
                text.Append('\n');
            }
            else if (_xml.NodeType is XmlNodeType.Text or XmlNodeType.SignificantWhitespace)
            {
                text.Append(_xml.Value);
            }
        }

        return typed ?? text.ToString();
    }

    private int Repeats(string attribute) =>
        int.TryParse(_xml.GetAttribute(attribute, Table), NumberStyles.None, CultureInfo.InvariantCulture, out var count) ? Math.Clamp(count, 1, 1 << 20) : 1;
}
