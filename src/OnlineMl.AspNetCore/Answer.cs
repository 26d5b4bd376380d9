using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.Http;
using OnlineMl.Contracts;

namespace OnlineMl.AspNetCore;

/// <summary>The answers of the endpoints.</summary>
internal static class Answer
{
    public static IResult Json<T>(T value, JsonTypeInfo<T> type, int status = StatusCodes.Status200OK) =>
        Results.Json(value, type, statusCode: status);

    /// <summary>A JSON text that is already written.</summary>
    public static IResult Text(string json, int status = StatusCodes.Status200OK) =>
        Results.Text(json, "application/json", statusCode: status);

    public static IResult Refusal(int status, string message) =>
        Json(new ErrorResponse(message), OnlineMlJsonContext.Default.ErrorResponse, status);
}
