using System.Globalization;

namespace OnlineMl.Catalog.Conversion;

/// <summary>The table of converters: one for each type that a parameter may have. The catalog's generator names these members.</summary>
internal static class Convert
{
    public static readonly SpecConverter Double = new DoubleConverter();

    public static readonly SpecConverter Int = new WholeConverter(wide: false);

    public static readonly SpecConverter Long = new WholeConverter(wide: true);

    public static readonly SpecConverter Bool = new BoolConverter();

    public static readonly SpecConverter Text = new TextConverter();

    public static readonly SpecConverter Class = new LabelConverter();

    public static readonly SpecConverter Period = new PeriodConverter();

    public static readonly SpecConverter Code = new CodeConverter();

    public static SpecConverter Enum(params (object Value, string[] Names)[] members) => new EnumConverter(members);

    public static SpecConverter OrNull(SpecConverter inner) => new NullableConverter(inner);

    public static SpecConverter Component(Type type) => new ComponentConverter(type);

    public static SpecConverter List<T>(SpecConverter item) => new ListConverter<T>(item);

    public static SpecConverter Set<T>(SpecConverter item) => new SetConverter<T>(item);

    public static SpecConverter Pair<TFirst, TSecond>(SpecConverter first, SpecConverter second) => new PairConverter<TFirst, TSecond>(first, second);

    public static SpecConverter TextMap<T>(SpecConverter item) => new MapConverter<string, T>(name => name, name => name, item);

    public static SpecConverter ClassMap<T>(SpecConverter item) => new MapConverter<Label, T>(ParseLabel, label => label.ToString(), item);

    // JSON has text keys only: one that reads as another kind of class is that class.
    private static Label ParseLabel(string name) => name switch
    {
        "true" => new Label(true),
        "false" => new Label(false),
        _ when long.TryParse(name, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) &&
            string.Equals(number.ToString(CultureInfo.InvariantCulture), name, StringComparison.Ordinal) => new Label(number),
        _ => new Label(name),
    };
}
