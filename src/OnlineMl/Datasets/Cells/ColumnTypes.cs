namespace OnlineMl.Datasets.Cells;

/// <summary>What is known of the columns of one data set: told by options, or found out while reading.</summary>
internal sealed class ColumnTypes
{
    private readonly Dictionary<string, ColumnRule> _decided = new(StringComparer.Ordinal);
    private readonly MissingMarkers _classMissing;
    private TargetType? _target;

    public ColumnTypes(ColumnOptions options)
    {
        CheckRoles(options);
        Options = options;
        MarkersOfMissing = options.Missing ?? options.Known?.Missing ?? (options.KeepsCells ? [] : null);
        Missing = new MissingMarkers(MarkersOfMissing ?? ColumnOptions.UsualMissing);
        _classMissing = MissingMarkers.OfClasses(MarkersOfMissing ?? ColumnOptions.UsualMissing, MarkersOfMissing is not null);
    }

    public ColumnOptions Options { get; }

    /// <summary>What was told to stand for an absent value; null for the usual.</summary>
    public IReadOnlyCollection<string>? MarkersOfMissing { get; }

    /// <summary>What stands for an absent value of a feature.</summary>
    public MissingMarkers Missing { get; }

    public TargetType TargetType => Told ?? _target ?? KnownTarget ?? TargetType.Bool;

    /// <summary>Whether the type of the target may still become a wider one.</summary>
    public bool GuessesTarget => Told is null;

    /// <summary>Whether the type of a target class was told or found in the data.</summary>
    public bool KnowsTarget => Told is not null || _target is not null || KnownTarget is not null;

    private TargetType? Told => Options.TargetType != TargetType.Class ? Options.TargetType : null;

    private TargetType? KnownTarget => Options.Known is { } known && known.Target == Options.Target ? known.TargetType : null;

    /// <summary>The features that the options name, or earlier data had.</summary>
    public IEnumerable<string> ToldColumns =>
    [
        .. Options.Numbers, .. Options.DecimalCommas, .. Options.Text, .. Options.Categories, .. Options.Times.Select(time => time.Column), .. Options.Ignored,
        .. Options.Known?.Columns ?? [], .. Options.Known?.Target is { } target && target != Options.Target ? [target] : Array.Empty<string>(),
    ];

    /// <summary>What stands for an absent value in a column.</summary>
    public MissingMarkers MissingIn(string column) => column == Options.Target && Told != TargetType.Number ? _classMissing : Missing;

    /// <summary>A class that the type of the target so far does not take.</summary>
    public void WidenTarget(TargetType type) => _target = type;

    /// <summary>Decides on a column of which nothing was told or known.</summary>
    public void Decide(string column, ColumnRule rule) => _decided[column] = rule;

    /// <summary>Decides on a column by its first cells.</summary>
    public void Decide(ColumnProfile profile, bool prefersCommas)
    {
        var name = profile.Name;
        if (_decided.TryGetValue(name, out var earlier) && !earlier.IsOpen)
        {
            return;
        }

        if (name == Options.Target && _target is null && KnownTarget is null && Told is null && profile.Values > 0)
        {
            _target = profile.Classes;
        }

        _decided[name] = ToldRule(name) switch
        {
            null when Options.KeepsCells => new ColumnRule(ColumnKind.Text),
            null => profile.Guess(prefersCommas, Options.WholeTimes.Contains(name, StringComparer.Ordinal)),
            { Kind: ColumnKind.Time } when Options.Times.FirstOrDefault(time => time.Column == name) is { } time => profile.TimesAs(time.Notation, time.Parts),
            { Kind: ColumnKind.Number or ColumnKind.Target, Numbers: NumberNotation.Point } told => told with { Numbers = profile.Notation(prefersCommas) },
            { } told => told,
        };
    }

    public ColumnKind KindOf(string column) => RuleOf(column).Kind;

    public ColumnRule RuleOf(string column) => _decided.TryGetValue(column, out var rule) ? rule : ToldRule(column) ?? ColumnRule.Open;

    /// <summary>What the options say of a column, or earlier data; null when neither does.</summary>
    public ColumnRule? ToldRule(string column) =>
        string.Equals(column, Options.Target, StringComparison.Ordinal) ? new ColumnRule(ColumnKind.Target)
        : string.Equals(column, Options.Weight, StringComparison.Ordinal) ? new ColumnRule(ColumnKind.Weight)
        : Options.Ignored.Contains(column, StringComparer.Ordinal) ? new ColumnRule(ColumnKind.Ignored)
        : Options.Text.Contains(column, StringComparer.Ordinal) ? new ColumnRule(ColumnKind.Text)
        : Options.Categories.Contains(column, StringComparer.Ordinal) ? new ColumnRule(ColumnKind.Category)
        : Options.DecimalCommas.Contains(column, StringComparer.Ordinal) ? new ColumnRule(ColumnKind.Number) { Numbers = NumberNotation.Comma }
        : Options.Numbers.Contains(column, StringComparer.Ordinal) ? ColumnRule.PlainNumbers
        : Options.Times.FirstOrDefault(time => time.Column == column) is { } time ? new ColumnProfile(column, Missing).TimesAs(time.Notation, time.Parts)
        : Options.Known?.RuleOf(column);

    // The first of two would count without a word.
    private static void CheckRoles(ColumnOptions options)
    {
        (string Role, IEnumerable<string> Columns)[] roles =
        [
            ("text", options.Text), ("a category", options.Categories), ("a number", options.Numbers.Union(options.DecimalCommas, StringComparer.Ordinal)),
            ("a date", options.Times.Select(time => time.Column)), ("the weight", options.Weight is { } weight ? [weight] : []),
        ];
        var known = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (role, columns) in roles)
        {
            foreach (var column in columns.Distinct(StringComparer.Ordinal))
            {
                if (!known.TryAdd(column, role))
                {
                    throw new DataFormatException($"The column '{column}' cannot be {known[column]} and {role}.");
                }
            }
        }

        if (options.Weight is { } weighing && (weighing == options.Target || options.Ignored.Contains(weighing, StringComparer.Ordinal)))
        {
            throw new DataFormatException($"The column '{weighing}' cannot be the weight and {(weighing == options.Target ? "the target" : "left out")}.");
        }

        if (options.Target is { } target && options.Ignored.Contains(target, StringComparer.Ordinal))
        {
            throw new DataFormatException($"The column '{target}' cannot be the target and left out.");
        }
    }

    /// <summary>Checks that every column named in the options exists.</summary>
    public void CheckColumns(IReadOnlyList<string> columns)
    {
        string?[] wanted =
        [
            Options.Target, Options.Weight, .. Options.Text, .. Options.Categories, .. Options.Numbers, .. Options.DecimalCommas,
            .. Options.Times.Select(time => time.Column), .. Options.MayLackIgnored ? [] : Options.Ignored,
        ];
        foreach (var name in wanted)
        {
            if (name is not null && !columns.Contains(name, StringComparer.Ordinal))
            {
                throw new DataFormatException($"The data have no column '{name}'; they have {string.Join(", ", columns)}.");
            }
        }

        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var name in columns)
        {
            if (!seen.Add(name))
            {
                throw new DataFormatException($"The header names the column '{name}' twice.");
            }
        }
    }
}
