using System.Numerics;
using System.Text.Json;

namespace OnlineMl.Features;

/// <summary>What .NET values mean as features.</summary>
internal static class FeatureValues
{
    public const string Wanted = "a number, a truth value, a text, an enum, an identifier, a date, a time or null is needed";

    /// <summary>The feature's value, or false when values of that type are not taken.</summary>
    public static bool TryConvert(object? value, out FeatureValue result)
    {
        FeatureValue? converted = value switch
        {
            null => new FeatureValue(null),
            double number => number,
            string text => text,
            bool truth => truth,
            int number => number,
            float number => number,
            long number => number,
            decimal number => FromNumber(number),
            short number => number,
            byte number => number,
            sbyte number => number,
            ushort number => number,
            uint number => number,
            ulong number => new FeatureValue(number),
            nint number => (long)number,
            nuint number => new FeatureValue((ulong)number),
            Half number => (double)number,
            Int128 number => FromNumber(number),
            UInt128 number => FromNumber(number),
            BigInteger number => FromNumber(number),
            Enum member => member.ToString(),
            DateTime time => DayOf(time),
            DateTimeOffset time => DayOf(time),
            DateOnly date => DayOf(date),
            TimeOnly time => DayOf(time),
            TimeSpan time => DayOf(time),
            char letter => FromLetter(letter),
            Guid identifier => FromIdentifier(identifier),
            JsonElement element => FromJson(element),
            _ => null,
        };
        result = converted.GetValueOrDefault();
        return converted.HasValue;
    }

    public static FeatureValue FromNumber<T>(T number)
        where T : struct, INumberBase<T> =>
        new(double.CreateSaturating(number), WholeNumbers.RestOf(number));

    public static FeatureValue FromNullableNumber<T>(T? number)
        where T : struct, INumberBase<T> =>
        number is { } value ? FromNumber(value) : new FeatureValue(null);

    public static FeatureValue FromTruth(bool value) => value;

    public static FeatureValue FromNullableTruth(bool? value) => value ?? new FeatureValue(null);

    public static FeatureValue FromText(string? value) => value;

    public static FeatureValue FromEnum(Enum? value) => value?.ToString();

    public static FeatureValue FromTime(DateTime value) => DayOf(value);

    public static FeatureValue FromNullableTime(DateTime? value) => value is { } time ? DayOf(time) : new FeatureValue(null);

    public static FeatureValue FromOffsetTime(DateTimeOffset value) => DayOf(value);

    public static FeatureValue FromNullableOffsetTime(DateTimeOffset? value) => value is { } time ? DayOf(time) : new FeatureValue(null);

    public static FeatureValue FromDate(DateOnly value) => DayOf(value);

    public static FeatureValue FromNullableDate(DateOnly? value) => value is { } date ? DayOf(date) : new FeatureValue(null);

    public static FeatureValue FromTimeOfDay(TimeOnly value) => DayOf(value);

    public static FeatureValue FromNullableTimeOfDay(TimeOnly? value) => value is { } time ? DayOf(time) : new FeatureValue(null);

    public static FeatureValue FromDuration(TimeSpan value) => DayOf(value);

    public static FeatureValue FromNullableDuration(TimeSpan? value) => value is { } time ? DayOf(time) : new FeatureValue(null);

    public static FeatureValue FromLetter(char value) => value.ToString();

    public static FeatureValue FromNullableLetter(char? value) => value?.ToString();

    public static FeatureValue FromIdentifier(Guid value) => value.ToString();

    public static FeatureValue FromNullableIdentifier(Guid? value) => value?.ToString();

    // Days since the first day of year 1, as DateOnly counts them; the time of day is the fraction.
    private static double DayOf(DateTime time) => time.Ticks / (double)TimeSpan.TicksPerDay;

    private static double DayOf(DateTimeOffset time) => time.UtcTicks / (double)TimeSpan.TicksPerDay;

    private static double DayOf(DateOnly date) => date.DayNumber;

    // A time of day and a duration are fractions of days, too, so that they are of one unit with the difference of two dates.
    private static double DayOf(TimeOnly time) => time.Ticks / (double)TimeSpan.TicksPerDay;

    private static double DayOf(TimeSpan time) => time.Ticks / (double)TimeSpan.TicksPerDay;

    private static FeatureValue? FromJson(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Number when element.TryGetInt64(out var whole) => whole,
        JsonValueKind.Number when element.TryGetUInt64(out var unsigned) => new FeatureValue(unsigned),
        JsonValueKind.Number => element.GetDouble(),
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        JsonValueKind.String => element.GetString(),
        JsonValueKind.Null or JsonValueKind.Undefined => new FeatureValue(null),
        _ => null,
    };
}
