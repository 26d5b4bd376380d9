namespace OnlineMl.Catalog;

/// <summary>Keeps an init-only property out of the catalog and of model specs.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class NotAParameterAttribute : Attribute
{
}
