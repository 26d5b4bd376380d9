using System.Reflection;
using Microsoft.AspNetCore.Http.Metadata;

namespace OnlineMl.AspNetCore.Endpoints;

/// <summary>What an endpoint reads, for descriptions of the application's API.</summary>
/// <param name="parameter">Its type and where it comes from: the body when an attribute says so, else the path or the query.</param>
/// <param name="name">What it is called there.</param>
internal sealed class DescribedParameter(ParameterInfo parameter, string name) : IParameterBindingMetadata
{
    /// <inheritdoc/>
    public string Name => name;

    /// <inheritdoc/>
    public bool HasTryParse => Nullable.GetUnderlyingType(parameter.ParameterType) is not null;

    /// <inheritdoc/>
    public bool HasBindAsync => false;

    /// <inheritdoc/>
    public ParameterInfo ParameterInfo => parameter;

    /// <inheritdoc/>
    public bool IsOptional => parameter.HasDefaultValue;
}
