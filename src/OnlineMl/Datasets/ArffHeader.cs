namespace OnlineMl.Datasets;

/// <summary>The declarations at the beginning of an ARFF file.</summary>
internal sealed class ArffHeader
{
    private readonly List<string> _names = [];
    private readonly List<string> _numbers = [];
    private readonly List<string> _categories = [];
    private readonly List<string> _texts = [];
    private readonly List<string> _times = [];
    private readonly Dictionary<int, string> _firstCategories = [];

    /// <summary>The names of the attributes.</summary>
    public IReadOnlyList<string> Names => _names;

    /// <summary>The first values of nominal attributes, by the numbers of these.</summary>
    public IReadOnlyDictionary<int, string> Categories => _firstCategories;

    /// <summary>Reads the declarations up to <c>@data</c>.</summary>
    /// <exception cref="DataFormatException">There is no <c>@data</c>, or a declaration is not understood.</exception>
    public static ArffHeader Read(TextReader text)
    {
        var header = new ArffHeader();
        while (text.ReadLine() is { } line)
        {
            line = line.Trim();
            if (line.StartsWith("@data", StringComparison.OrdinalIgnoreCase))
            {
                return header;
            }

            if (line.StartsWith("@attribute", StringComparison.OrdinalIgnoreCase))
            {
                header.Add(line["@attribute".Length..].Trim());
            }
        }

        throw new DataFormatException("The ARFF file has no '@data'.");
    }

    /// <summary>The options with what the file says of columns that they do not name.</summary>
    public ColumnOptions With(ColumnOptions options)
    {
        HashSet<string> told =
        [
            .. options.Numbers, .. options.DecimalCommas, .. options.Categories, .. options.Text, .. options.Ignored, .. options.Times.Select(time => time.Column), .. options.WholeTimes,
            .. options.Known is null ? [] : options.Known.Columns,
        ];
        IEnumerable<string> Declared(List<string> names) => names.Where(name => !told.Contains(name));
        if (options.KeepsCells)
        {
            // That a code is none of the numbers that it looks like is all that cells do not say themselves.
            return options with { Categories = [.. options.Categories, .. Declared(_categories), .. Declared(_texts)], Missing = [.. options.Missing ?? [], "?"] };
        }

        return options with
        {
            Numbers = [.. options.Numbers, .. Declared(_numbers)],
            Categories = [.. options.Categories, .. Declared(_categories)],
            Text = [.. options.Text, .. Declared(_texts)],
            Times = [.. options.Times, .. Declared(_times).Select(name => new TimeColumn(name))],
            Missing = [.. options.Missing ?? options.Known?.Missing ?? [], "?"],
        };
    }

    private void Add(string declaration)
    {
        var name = ArffText.Take(ref declaration);
        declaration = declaration.Trim();
        _names.Add(name);
        var type = declaration.StartsWith('{') ? "{" : declaration.Split([' ', '\t', '{'], 2)[0].ToUpperInvariant();
        if (type == "{")
        {
            var values = declaration[1..].TrimEnd('}');
            _firstCategories[_names.Count - 1] = ArffText.TakeCell(ref values).TrimEnd('}').Trim();
        }

        (type switch
        {
            "NUMERIC" or "REAL" or "INTEGER" => _numbers,
            "{" => _categories,
            "STRING" => _texts,
            "DATE" => _times,
            _ => throw new DataFormatException($"The attribute '{name}' of the ARFF file is '{declaration}', which is not understood."),
        }).Add(name);
    }
}
