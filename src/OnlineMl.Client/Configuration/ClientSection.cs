using System.Globalization;
using System.Net.Http.Headers;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;
using OnlineMl.Contracts.Examples;
using OnlineMl.Serving.Configuration;

namespace OnlineMl.Client.Configuration;

/// <summary>Lets the configuration section of a client override what code set, and finds what is wrong with both.</summary>
/// <param name="name">What the client is called; empty for the one without a name.</param>
/// <param name="configuration">The configuration of the application; null where it has none.</param>
internal sealed class ClientSection(string name, IConfiguration? configuration) : IPostConfigureOptions<OnlineMlClientOptions>, IValidateOptions<OnlineMlClientOptions>
{
    // Each sets an option from a text, and says whether the text is one for it.
    private static readonly Dictionary<string, (Func<OnlineMlClientOptions, string, bool> TrySet, string Allowed)> Entries = new(StringComparer.OrdinalIgnoreCase)
    {
        [nameof(OnlineMlClientOptions.BaseAddress)] = (TrySetAddress, "absolute http or https address"),
        [nameof(OnlineMlClientOptions.Timeout)] = Time((options, span) => options.Timeout = span),
        [nameof(OnlineMlClientOptions.StreamSilence)] = Time((options, span) => options.StreamSilence = span),
        [nameof(OnlineMlClientOptions.RetryDelay)] = Time((options, span) => options.RetryDelay = span),
        [nameof(OnlineMlClientOptions.MaxRetryDelay)] = Time((options, span) => options.MaxRetryDelay = span),
        [nameof(OnlineMlClientOptions.RepeatFor)] = Time((options, span) => options.RepeatFor = span),
        [nameof(OnlineMlClientOptions.Retries)] = (TrySetRetries, "whole number"),
        [nameof(OnlineMlClientOptions.UseMessagePack)] = (TrySetFormat, "true or false"),
        [nameof(OnlineMlClientOptions.UserAgent)] = (TrySetAgent, "name of a product such as shop/1.2"),
        [nameof(OnlineMlClientOptions.User)] = Text((options, text) => options.User = text),
        [nameof(OnlineMlClientOptions.Token)] = Text((options, text) => options.Token = text),
        [nameof(OnlineMlClientOptions.FeatureNaming)] = (TrySetNaming, WrittenNaming.Allowed),
    };

    private readonly IConfigurationSection? _section = configuration?.GetSection(PathOf(name));

    /// <summary>Which options a configuration may have.</summary>
    public static IEnumerable<string> Names => Entries.Keys;

    public void PostConfigure(string? optionsName, OnlineMlClientOptions options)
    {
        if (optionsName == name)
        {
            Apply(options);
        }
    }

    public ValidateOptionsResult Validate(string? optionsName, OnlineMlClientOptions options)
    {
        if (optionsName != name)
        {
            return ValidateOptionsResult.Skip;
        }

        var faults = Apply(new OnlineMlClientOptions());
        if (options.BaseAddress is null && faults.Count == 0)
        {
            var inCode = name.Length == 0 ? "AddOnlineMlClient(new Uri(\"http://models.internal/api/\"))" : $"AddOnlineMlClient(\"{name}\", options => options.BaseAddress = …)";
            faults.Add($"BaseAddress is missing: the address of the OnlineMl server. Code sets it by {inCode}, the configuration as {PathOf(name)}:BaseAddress.");
        }

        if ((options.User is null) != (options.Token is null))
        {
            faults.Add("User and Token belong together; one of them is missing.");
        }

        using var request = new HttpRequestMessage();
        if (!request.Headers.UserAgent.TryParseAdd(options.UserAgent))
        {
            faults.Add($"UserAgent is '{options.UserAgent}', which is no name of a product such as shop/1.2.");
        }

        return faults.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(faults);
    }

    private static string PathOf(string name) => name.Length == 0 ? "OnlineMl:Client" : $"OnlineMl:Clients:{name}";

    private List<string> Apply(OnlineMlClientOptions options)
    {
        var faults = new List<string>();
        if (_section is { Value: { Length: > 0 } address } && !TrySetAddress(options, address))
        {
            faults.Add($"{_section.Path} is '{address}', which is no absolute http or https address.");
        }

        foreach (var entry in _section?.GetChildren() ?? [])
        {
            if (Fault(entry, options) is { } fault)
            {
                faults.Add(fault);
            }
        }

        return faults;
    }

    private static string? Fault(IConfigurationSection entry, OnlineMlClientOptions options)
    {
        if (!Entries.TryGetValue(entry.Key, out var option))
        {
            return $"{entry.Path} is no option of a client; there are {string.Join(", ", Names.Order(StringComparer.Ordinal))}.";
        }

        try
        {
            return entry.Value is { } text && option.TrySet(options, text) ? null : $"{entry.Path} is '{entry.Value}', which is no {option.Allowed}.";
        }
        catch (ArgumentOutOfRangeException e)
        {
            return $"{entry.Path} is '{entry.Value}'. {e.Message.Split(" (Parameter", 2)[0]}";
        }
    }

    private static (Func<OnlineMlClientOptions, string, bool> TrySet, string Allowed) Time(Action<OnlineMlClientOptions, TimeSpan> set) => (
        (options, text) =>
        {
            if (!WrittenUnits.TryReadTime(text, out var span))
            {
                return false;
            }

            set(options, span);
            return true;
        },
        WrittenUnits.OfTime);

    private static (Func<OnlineMlClientOptions, string, bool> TrySet, string Allowed) Text(Action<OnlineMlClientOptions, string?> set) => (
        (options, text) =>
        {
            set(options, text.Length == 0 ? null : text);
            return true;
        },
        "text");

    private static bool TrySetAddress(OnlineMlClientOptions options, string text)
    {
        Uri? address = null;
        var isAddress = text.Length == 0 || (Uri.TryCreate(text, UriKind.Absolute, out address) && address.Scheme is "http" or "https");
        if (isAddress)
        {
            options.BaseAddress = address;
        }

        return isAddress;
    }

    private static bool TrySetRetries(OnlineMlClientOptions options, string text)
    {
        var isNumber = int.TryParse(text, NumberStyles.Integer, CultureInfo.InvariantCulture, out var retries);
        if (isNumber)
        {
            options.Retries = retries;
        }

        return isNumber;
    }

    private static bool TrySetFormat(OnlineMlClientOptions options, string text)
    {
        var isTruth = bool.TryParse(text, out var usesMessagePack);
        options.UseMessagePack = usesMessagePack;
        return isTruth;
    }

    private static bool TrySetAgent(OnlineMlClientOptions options, string text)
    {
        if (string.IsNullOrWhiteSpace(text))
        {
            return false;
        }

        options.UserAgent = text;
        return true;
    }

    private static bool TrySetNaming(OnlineMlClientOptions options, string text)
    {
        var isNaming = WrittenNaming.TryRead(text, out var naming);
        options.FeatureNaming = naming;
        return isNaming;
    }
}
