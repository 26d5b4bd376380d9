using System.Numerics;
using System.Reflection;

namespace OnlineMl.Features;

/// <summary>The methods that turn a property of a known type into a feature's value without boxing it.</summary>
internal static class PropertyConverters
{
    private static readonly Dictionary<Type, MethodInfo> Known = MakeKnown();

    private static readonly MethodInfo Enums = ((Func<Enum?, FeatureValue>)FeatureValues.FromEnum).Method;

    /// <summary>The converter of a type, or null when only the value itself can tell.</summary>
    public static MethodInfo? Find(Type type) =>
        Known.TryGetValue(type, out var converter) ? converter : (Nullable.GetUnderlyingType(type) ?? type).IsEnum ? Enums : null;

    private static Dictionary<Type, MethodInfo> MakeKnown()
    {
        var known = new Dictionary<Type, MethodInfo>();
        AddNumber<double>(known);
        AddNumber<float>(known);
        AddNumber<int>(known);
        AddNumber<long>(known);
        AddNumber<short>(known);
        AddNumber<sbyte>(known);
        AddNumber<byte>(known);
        AddNumber<ushort>(known);
        AddNumber<uint>(known);
        AddNumber<ulong>(known);
        AddNumber<decimal>(known);
        AddNumber<Half>(known);
        AddNumber<nint>(known);
        AddNumber<nuint>(known);
        AddNumber<Int128>(known);
        AddNumber<UInt128>(known);
        AddNumber<BigInteger>(known);
        Add<bool>(known, FeatureValues.FromTruth);
        Add<bool?>(known, FeatureValues.FromNullableTruth);
        Add<string?>(known, FeatureValues.FromText);
        Add<DateTime>(known, FeatureValues.FromTime);
        Add<DateTime?>(known, FeatureValues.FromNullableTime);
        Add<DateTimeOffset>(known, FeatureValues.FromOffsetTime);
        Add<DateTimeOffset?>(known, FeatureValues.FromNullableOffsetTime);
        Add<DateOnly>(known, FeatureValues.FromDate);
        Add<DateOnly?>(known, FeatureValues.FromNullableDate);
        Add<TimeOnly>(known, FeatureValues.FromTimeOfDay);
        Add<TimeOnly?>(known, FeatureValues.FromNullableTimeOfDay);
        Add<TimeSpan>(known, FeatureValues.FromDuration);
        Add<TimeSpan?>(known, FeatureValues.FromNullableDuration);
        Add<char>(known, FeatureValues.FromLetter);
        Add<char?>(known, FeatureValues.FromNullableLetter);
        Add<Guid>(known, FeatureValues.FromIdentifier);
        Add<Guid?>(known, FeatureValues.FromNullableIdentifier);
        return known;
    }

    private static void AddNumber<T>(Dictionary<Type, MethodInfo> known)
        where T : struct, INumberBase<T>
    {
        Add<T>(known, FeatureValues.FromNumber);
        Add<T?>(known, FeatureValues.FromNullableNumber);
    }

    private static void Add<T>(Dictionary<Type, MethodInfo> known, Func<T, FeatureValue> convert) => known.Add(typeof(T), convert.Method);
}
