using System.ComponentModel;
using System.Globalization;

namespace OnlineMl.AspNetCore.Configuration;

/// <summary>Lets a user be a text where the framework binds options, which would pass over it otherwise.</summary>
internal sealed class UserConverter : TypeConverter
{
    public override bool CanConvertFrom(ITypeDescriptorContext? context, Type sourceType) => sourceType == typeof(string) || base.CanConvertFrom(context, sourceType);

    public override object? ConvertFrom(ITypeDescriptorContext? context, CultureInfo? culture, object value) =>
        value is string text ? OnlineMlUser.FromString(text) : base.ConvertFrom(context, culture, value);
}
