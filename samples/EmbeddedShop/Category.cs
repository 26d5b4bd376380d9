using System.Text.Json.Serialization;

namespace EmbeddedShop;

[JsonConverter(typeof(JsonStringEnumConverter<Category>))]
internal enum Category
{
    Books,
    Games,
    Kitchen,
}
